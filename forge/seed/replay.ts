import type { Forge } from '@/forge/open-forge'
import { writeBranch } from './branches'
import { momentBefore } from './clock'
import { pathsOf, type Plan, type PlannedStep } from './plan'
import { pullEvents, type Happening } from './pull-events'

/** Age of the first commit. */
export const START_DAYS = 365
export const FOUNDER = 'priya'

/** Lets everything in the plan happen, in the order of its times. `report` hears how far it is, from 0 to 1. */
export async function replayHistory(
  forge: Forge,
  plan: Plan,
  now: Date,
  report: (done: number) => void,
): Promise<void> {
  await writeBranch(
    forge,
    'main',
    FOUNDER,
    { message: 'Start with Stripe and GitHub', files: plan.start },
    momentBefore(now, START_DAYS),
  )
  const happenings = happeningsOf(forge, plan.steps, now).sort((a, b) => a.at.getTime() - b.at.getTime())
  for (const [index, { run }] of happenings.entries()) {
    await run()
    report((index + 1) / happenings.length)
  }
}

function happeningsOf(forge: Forge, steps: readonly PlannedStep[], now: Date): Happening[] {
  const lastChange = new Map<string, number>()
  return steps.flatMap((planned) => {
    const paths = pathsOf(planned)
    const free = Math.min(...paths.map((path) => lastChange.get(path) ?? START_DAYS))
    if (planned.kind !== 'undecided') for (const path of paths) lastChange.set(path, planned.step.days)
    return planned.kind === 'pushed'
      ? pushEvents(forge, planned, now)
      : pullEvents(forge, planned, { now, free })
  })
}

function pushEvents(
  forge: Forge,
  { step, commits }: Extract<PlannedStep, { kind: 'pushed' }>,
  now: Date,
): Happening[] {
  const at = momentBefore(now, step.days)
  return commits.map((commit) => ({ at, run: () => writeBranch(forge, 'main', step.by, commit, at) }))
}
