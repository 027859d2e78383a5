import type { EnvironmentRollout } from './count-rollout'

/** A rollout as a status of its commit says it. */
export interface SaidRollout {
  readonly state: 'success' | 'pending'
  /** Below the 140 characters that GitHub takes. */
  readonly description: string
}

/** What is over waits for nobody: a commit that was replaced is green with what came of it, never red for what need not be any more. */
export function sayRollout({ running, total, replacedBy, isOver }: EnvironmentRollout): SaidRollout {
  const of = `${running} of ${total} proxies`
  const by = replacedBy?.slice(0, 7) ?? 'a later change'
  if (isOver) return { state: 'success', description: `${of} ran it before ${by} replaced it` }
  const part = replacedBy === null ? '' : `; ${by} replaced a part of it`
  return {
    state: running === total ? 'success' : 'pending',
    description: `${of} run it${part}`,
  }
}

/** Of an environment whose proxies were all retired, pinned, or led to other files or branches. */
export const NOBODY_LEFT: SaidRollout = {
  state: 'success',
  description: 'no proxy has to run it any more',
}
