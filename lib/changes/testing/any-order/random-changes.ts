import { DraftsHere } from './drafts-here'
import { FollowUps } from './follow-ups'
import { DIED, MortalApp } from './mortal-app'
import { OthersMoves } from './others-moves'
import { pick, type Operations, type Step } from './step'

const EMERGENCIES = 'emergency: { reviewers: ["@ben", "@acme/security"], followUp: 24h }\n'

/**
 * Everything that people, other tools, the network and the host can do to changes, in any order. Hooks are those of the forge, delivered
 * through the route that takes them: late, doubled, in another order, or never. The app dies between any two things that it sends.
 */
export class RandomChanges {
  readonly others: OthersMoves
  readonly here: DraftsHere
  readonly followUps: FollowUps
  readonly operations: Operations
  /** Names of those that did not come yet in this round. */
  #round: string[] = []

  private constructor(readonly app: MortalApp) {
    this.others = new OthersMoves(app.stage)
    this.here = new DraftsHere(app, this.others)
    this.followUps = new FollowUps(app.stage, this.others)
    const people = { ...this.here.operations, ...this.others.operations, ...this.followUps.operations }
    this.operations = { ...people, ...this.#network }
  }

  static async open(): Promise<RandomChanges> {
    const app = await MortalApp.open()
    await app.stage.push({ '.lockstep.yaml': EMERGENCIES })
    return new RandomChanges(app)
  }

  readonly #network: Operations = {
    'a hook comes': async (which) => {
      const hook = this.app.hooks.take(which)
      if (hook !== undefined) await this.#handled(() => this.app.hooks.deliver(hook))
    },
    'hooks come': async (which, how) => {
      for (let count = how % 8; count > 0 && !this.app.lifeline.isDead; count -= 1)
        await this.operations['a hook comes']?.(which, how)
    },
    'a hook comes twice at once': async (which) => {
      const { hooks } = this.app
      const hook = hooks.take(which)
      if (hook === undefined) return
      await Promise.all([1, 2].map(() => this.#handled(() => hooks.deliver(hook))))
    },
    'a hook comes again': async (which) => {
      const { hooks } = this.app
      const hook = pick(hooks.handled, which)
      if (hook !== undefined) await this.#handled(() => hooks.deliver(hook))
    },
    'a hook is lost': async (which) => this.app.hooks.take(which),
    'a hook comes while git does not answer': async (which) => {
      const { stage, hooks } = this.app
      const hook = hooks.take(which)
      if (hook === undefined) return
      await stage.forge.admin('/_test/fault', { path: '*.git/*', kind: 'outage' })
      await this.app.attempt(() => hooks.deliver(hook))
      await stage.forge.admin('/_test/fault', undefined, 'DELETE')
    },
    'git is polled': () => this.app.attempt(() => this.app.lookAtGit()),
    'the forge is polled': () => this.app.attempt(() => this.app.lookAtPulls()),
    'checks are reported': () => this.app.attempt(() => this.app.reportChecks()),
    'checks are reported while a head moves': (which, how) =>
      Promise.all([
        this.app.attempt(() => this.app.reportChecks()),
        this.others.operations['push to a pull request']?.(which, how),
      ]),
    'a look dies on the way': async (_, how) => {
      const fault = { kind: 'outage', status: 0, skip: how % 24, count: 100 }
      await this.app.stage.forge.admin('/_test/fault', { path: '/api/v3/repos/*', ...fault })
      await this.app.attempt(() => this.app.lookAtPulls())
      await this.app.stage.forge.admin('/_test/fault', undefined, 'DELETE')
    },
    'a look is limited on the way': async (_, how) => {
      const kind = how % 2 === 0 ? 'rate-limit' : 'secondary-limit'
      const fault = { kind, skip: how % 24, count: 100, ms: 1000 }
      await this.app.stage.forge.admin('/_test/fault', { path: '/api/v3/repos/*', ...fault })
      await this.app.attempt(() => this.app.lookAtPulls())
      await this.app.stage.forge.admin('/_test/fault', undefined, 'DELETE')
    },
  }

  async #handled(deliver: () => Promise<number>): Promise<void> {
    const status = await this.app.attempt(deliver)
    if (status !== DIED && status !== 200) throw new Error(`a hook was answered ${status}`)
  }

  /** From now on each operation comes once before any comes again. */
  beginRound(): void {
    this.#round = Object.keys(this.operations)
  }

  /** Returns what happened. */
  async step({ operation, which, how, dies }: Step): Promise<string> {
    const { lifeline, hooks, stage } = this.app
    await hooks.settle(stage.forge.forge.core.sending)
    if (this.#round.length === 0) this.beginRound()
    const [name = ''] = this.#round.splice(operation % this.#round.length, 1)
    if (dies !== null) lifeline.dieAfter(dies.after, dies.death)
    await this.operations[name]?.(which, how)
    if (!lifeline.isDead) {
      lifeline.revive()
      return name
    }
    await (dies?.restarts === true ? this.app.restart() : this.app.reconnect())
    return `${name}, and the app died in it`
  }
}
