import type { Facts } from './compile-condition'
import type { Quota } from './compile-policy'
import { CounterStoreError, windowEnd, type CounterStore } from './counters'
import type { Decision, Reservation } from './decision'

const NONE: Decision = { result: 'allowed', reservations: [] }
const INTERNAL_ERROR = 'Internal policy error'

/** Reserves each quota in order; a refusal gives back what was reserved before it. */
export function reserveQuotas(groups: readonly (readonly Quota[])[], facts: Facts): Decision {
  if (groups.every((quotas) => quotas.length === 0)) return NONE
  const reservations: Reservation[] = []
  for (const quotas of groups) {
    for (const quota of quotas) {
      const refusal = reserveQuota(quota, facts, reservations)
      if (refusal === null) continue
      rollBack(reservations, facts.counters)
      return { result: 'denied', message: refusal, decidedBy: quota.reference }
    }
  }
  return { result: 'allowed', reservations }
}

/** Returns the message of the refusal, or `null`. The amount is looked up even when the rule has no limit to count against. */
function reserveQuota(
  quota: Quota,
  { args, counters, now }: Facts,
  reservations: Reservation[],
): string | null {
  const amount = quota.amount(args)
  if (amount === null) return INTERNAL_ERROR
  if (quota.limit === null) return null
  try {
    if (!counters.reserve(quota.key, amount, quota.limit, quota.window, now)) return quota.message
  } catch (error) {
    if (error instanceof CounterStoreError) return INTERNAL_ERROR
    throw error
  }
  reservations.push({ key: quota.key, amount, until: windowEnd(quota.window, now) })
  return null
}

/** Gives reservations back: when the upstream server has answered the call with a JSON-RPC error. A store that fails keeps them. */
export function rollBack(reservations: readonly Reservation[], counters: CounterStore): void {
  for (const { key, amount } of reservations) {
    try {
      counters.rollBack(key, amount)
    } catch (error) {
      if (!(error instanceof CounterStoreError)) throw error
    }
  }
}
