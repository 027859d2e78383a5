import { pullNumbered, repositoryNamed } from '@/forge/access/find'
import type { Forge } from '@/forge/open-forge'
import { usualApprovers } from './approvers'
import { chance } from './chance'
import { writeBranch } from './branches'
import { BUILD_SERVER, FULL_NAME } from './organisation'
import { pathsOf, type PlannedStep } from './plan'
import { schedulePull, type PullTimes } from './schedule'
import type { Login } from './accounts'

/** Something that happens to the repository at a time. */
export interface Happening {
  readonly at: Date
  readonly run: () => unknown
}

type PlannedPull = Extract<PlannedStep, { kind: 'merged' | 'undecided' }>

/** A pull request on its way through the forge; its number is known once it is opened. */
interface Passage {
  readonly forge: Forge
  readonly pull: PlannedPull
  readonly branch: string
  readonly times: PullTimes
  readonly approvers: readonly Login[]
  number: number
}

/**
 * Everything that happens to one pull request. `free`: how many days before `now` its files were last changed on
 * main, which is the earliest the branch may begin.
 */
export function pullEvents(
  forge: Forge,
  pull: PlannedPull,
  { now, free }: { readonly now: Date; readonly free: number },
): Happening[] {
  const { step } = pull
  const approvers =
    step.fate === 'merged' ? (step.options.approvers ?? usualApprovers(pathsOf(pull), step.by)) : []
  const parts = {
    commits: pull.commits.length,
    reviews: approvers.length,
    remarks: step.options.remarks?.length ?? 0,
  }
  const times = schedulePull(now, step, parts, free)
  const passage: Passage = { forge, pull, branch: branchOf(step.title), times, approvers, number: 0 }
  return [
    ...commits(passage),
    ...conversation(passage),
    ...(step.fate === 'open' ? [] : [{ at: times.ended, run: () => end(passage) }]),
    ...followUp(passage, now),
  ]
}

function commits({ forge, pull, branch, times }: Passage): Happening[] {
  return pull.commits.map((commit, index) => ({
    at: times.commits[index] ?? times.opened,
    run: () => writeBranch(forge, branch, pull.step.by, commit, times.commits[index] ?? times.opened),
  }))
}

function conversation(passage: Passage): Happening[] {
  const { forge, times, approvers } = passage
  const { remarks = [] } = passage.pull.step.options
  const inPull = () => ({ repository: FULL_NAME, number: passage.number })
  return [
    { at: times.opened, run: () => openIt(passage) },
    ...times.checked.map((at) => ({ at, run: () => reportChecks(passage, at) })),
    ...approvers.map((person, index) => {
      const at = times.reviews[index] ?? times.ended
      return { at, run: () => forge.submitReview({ ...inPull(), person, event: 'APPROVE', at }) }
    }),
    ...remarks.map(([person, body], index) => {
      const at = times.remarks[index] ?? times.ended
      return { at, run: () => forge.addComment({ ...inPull(), person, body, at }) }
    }),
  ]
}

async function openIt(passage: Passage): Promise<void> {
  const { step } = passage.pull
  const { issue } = await passage.forge.openPull({
    repository: FULL_NAME,
    head: passage.branch,
    base: 'main',
    title: step.title,
    body: step.options.why ?? null,
    labels: step.options.labels ?? [],
    person: step.by,
    at: passage.times.opened,
  })
  passage.number = issue.number
}

/** In an emergency the slow check is not waited for. */
async function reportChecks({ forge, pull, number }: Passage, at: Date): Promise<void> {
  const { failing, labels } = pull.step.options
  const repository = repositoryNamed(forge.core, FULL_NAME)
  const sha = pullNumbered(forge.core, repository, number).pull.headSha
  const report = (context: string, failure?: string): Promise<unknown> =>
    forge.addStatus({
      repository: FULL_NAME,
      sha,
      context,
      state: failure === undefined ? 'success' : 'failure',
      description: failure ?? 'Passed',
      person: `${BUILD_SERVER}[bot]`,
      at,
    })
  await report('ci / policy-tests', failing)
  await report('ci / secrets')
  if (labels?.includes('emergency') !== true) await report('ci / sandbox')
}

async function end(passage: Passage): Promise<void> {
  const { forge, pull, approvers, times, number } = passage
  const { step } = pull
  const about = { repository: FULL_NAME, number, at: times.ended }
  if (step.fate === 'merged') {
    const byApprover = step.days > 2 && chance(step.title, 'merger') < 0.25
    const person = (byApprover ? approvers[0] : undefined) ?? step.by
    await forge.mergePull({ ...about, person, method: methodOf(pull) })
  } else {
    await forge.closePull({ ...about, person: step.options.remarks?.at(-1)?.[0] ?? step.by })
  }
}

function methodOf({ step, commits }: PlannedPull): 'squash' | 'merge' {
  if (step.options.how !== undefined) return step.options.how
  return commits.length > 1 || chance(step.title, 'method') < 0.4 ? 'merge' : 'squash'
}

/** The full review of an emergency: an issue, closed the day after. */
function followUp({ forge, pull, times, ...passage }: Passage, now: Date): Happening[] {
  const title = pull.step.options.followUp
  if (title === undefined) return []
  const opened = new Date(times.ended.getTime() + 60_000)
  const closed = new Date(times.ended.getTime() + 22 * 3_600_000)
  let number = 0
  const open = async (): Promise<void> => {
    const body = 'Due within 24 hours of the merge, by the owners of the files.'
    const labels = ['follow-up']
    const issue = { repository: FULL_NAME, title, body, person: pull.step.by, labels, at: opened }
    number = (await forge.openIssue(issue)).number
  }
  const close = (): unknown =>
    forge.editIssue({
      repository: FULL_NAME,
      number,
      state: 'closed',
      person: passage.approvers[0] ?? pull.step.by,
      at: closed,
    })
  return [{ at: opened, run: open }, ...(closed < now ? [{ at: closed, run: close }] : [])]
}

function branchOf(title: string): string {
  const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return `lockstep/${slug.replace(/^-|-$/g, '')}`
}
