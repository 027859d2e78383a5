import { REPOSITORY } from '@/forge/testing/acme'
import { EMERGENCY_LABEL, FOLLOW_UP_LABEL } from '../../emergency/follow-up'
import type { ChangeStage } from '../change-stage'
import type { OthersMoves } from './others-moves'
import { pick, type Operations } from './step'

/** The issue of what is owed after an emergency, as the forge has it. */
interface OwedIssue {
  readonly number: number
  /** The pull request that it is about. */
  readonly pull: number
  readonly dueAt: string
  readonly done: boolean
  readonly ticked: number
}

/** What people do about emergencies on the forge: they tick what was owed, close it too early, and label pull requests by hand. */
export class FollowUps {
  constructor(
    private readonly stage: ChangeStage,
    private readonly others: OthersMoves,
  ) {}

  readonly operations: Operations = {
    'a follow-up is closed or opened again': async (which, how) => {
      const issue = pick(await this.issues(), which)
      const state = how % 2 === 0 ? 'closed' : 'open'
      if (issue !== undefined) await this.#update({ issue_number: issue.number, state })
    },
    'something owed is ticked': async (which) => {
      const issue = pick(await this.#found(), which)
      const body = issue?.body?.replace('- [ ]', '- [x]')
      if (issue !== undefined && body !== undefined) await this.#update({ issue_number: issue.number, body })
    },
    'an emergency is labelled, or not any more': async (which) => {
      const pull = pick(await this.others.pulls('all'), which)
      if (pull === undefined) return
      const { issues } = this.stage.forge.as('dora').rest
      const of = { ...REPOSITORY, issue_number: pull.number }
      if (pull.labels.some(({ name }) => name === EMERGENCY_LABEL))
        await issues.removeLabel({ ...of, name: EMERGENCY_LABEL })
      else await issues.addLabels({ ...of, labels: [EMERGENCY_LABEL] })
    },
  }

  /** Oldest first. */
  async issues(): Promise<OwedIssue[]> {
    return (await this.#found()).map(({ number, body, state }) => {
      const [, pull = '', dueAt = ''] = /pull=(\d+) due=(\S+) -->/.exec(body ?? '') ?? []
      const ticked = (body ?? '').split('- [x]').length - 1
      return { number, pull: Number(pull), dueAt, done: state === 'closed', ticked }
    })
  }

  async #found() {
    const { issues } = this.stage.forge.as('dora').rest
    const of = { ...REPOSITORY, state: 'all', labels: FOLLOW_UP_LABEL, per_page: 100 } as const
    return (await issues.listForRepo(of)).data.toSorted((a, b) => a.number - b.number)
  }

  async #update(change: { issue_number: number; state?: 'open' | 'closed'; body?: string }): Promise<void> {
    await this.stage.forge.as('dora').rest.issues.update({ ...REPOSITORY, ...change })
  }
}
