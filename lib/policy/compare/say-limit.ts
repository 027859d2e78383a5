import { callsPer } from '../describe/describe-limit'
import { limit as limitPart, path as pathPart, say, type Sentence } from '../describe/sentence'
import type { Effect } from './comparison'
import type { Meter, ToolRules, Total } from './tool-rules'

/** "at most 15 calls per hour on each proxy (before: at most 20 calls per hour)". `limit` is that of the side that denies. */
export function sayLimit(limit: Meter | Total, effect: Effect, other: ToolRules): Sentence {
  const counterpart = findCounterpart(limit, other)
  const here = phrase(limit)
  const there = counterpart === undefined ? say`no limit per ${limit.window}` : phrase(counterpart)
  const [now, was] = effect === 'tightens' ? [here, there] : [there, here]
  return say`${now} on each proxy (before: ${was})`
}

function findCounterpart(limit: Meter | Total, rules: ToolRules): Meter | Total | undefined {
  if (rules.kind === 'closed') return undefined
  if (isMeter(limit)) {
    const alike = rules.meters.filter(({ scope, window }) => scope === limit.scope && window === limit.window)
    return alike.sort((a, b) => a.calls - b.calls)[0]
  }
  return rules.totals.find(
    ({ scope, window, path }) => scope === limit.scope && window === limit.window && path === limit.path,
  )
}

/** "at most 20 calls per hour", "at most 600 per hour in total of seconds". */
export function phrase(limit: Meter | Total): Sentence {
  if (isMeter(limit)) return say`at most ${limitPart(callsPer(BigInt(limit.calls), limit.window))}`
  return say`at most ${limitPart(`${limit.most} per ${limit.window}`)} in total of ${pathPart(limit.path)}`
}

export function isMeter(limit: Meter | Total): limit is Meter {
  return 'calls' in limit
}
