import { compilePolicy, type CompiledPolicy } from '../compile-policy'
import type { Decision } from '../decision'
import { decodeArgs, isJsonObject, type JsonObject } from '../decode-args'
import { evaluate } from '../evaluate'
import { readItems, readMembers } from '../json-text'
import { MemoryCounters } from '../memory-counters'
import { parsePolicy } from '../parse-policy'
import { rollBack } from '../reserve'
import { findErrors } from '../validate-policy'
import { compare, readVector, textOf, type Difference, type Vector } from './vector'

/** Where the clock stands until a call sets it. */
const START = '2026-03-04T10:30:15Z'

/** Kind `evaluate`: calls in order on one store, each with the decision and the counters after it. */
export function checkEvaluate(vector: Vector): Difference[] {
  const parsed = parsePolicy(textOf(vector.fields, 'yaml'))
  if (!parsed.ok) return compare('load error', undefined, parsed.loadError)
  const [error] = findErrors(parsed.policy)
  if (error !== undefined) return compare('error', undefined, error.message)
  const policy = compilePolicy(parsed.policy)
  const counters = new MemoryCounters()
  let now = new Date(START)
  return (readItems(vector.raw('calls') ?? '') ?? []).flatMap((line, i) => {
    const call = readVector(line)
    const at = textOf(call.fields, 'at')
    if (at !== '') now = new Date(at)
    return checkCall(policy, call, counters, now, `call ${i + 1}, `)
  })
}

function checkCall(
  policy: CompiledPolicy,
  call: Vector,
  counters: MemoryCounters,
  now: Date,
  place: string,
): Difference[] {
  const { fields } = call
  const args = decodeArgs(call.raw('args') ?? '{}') ?? {}
  const decision = evaluate(policy, { tool: textOf(fields, 'tool'), args }, counters, now)
  if (decision.result === 'allowed' && fields.upstreamError === true)
    rollBack(decision.reservations, counters)
  return [
    ...compareDecision(fields.expect, decision, place),
    ...compareCounters(call.raw('counters'), counters, place),
  ]
}

function compareDecision(expect: unknown, decision: Decision, place: string): Difference[] {
  const wanted: JsonObject = isJsonObject(expect) ? expect : {}
  const denied = decision.result === 'denied' ? decision : null
  return [
    ...compare(`${place}result`, wanted.result, decision.result),
    ...compare(`${place}rule`, wanted.rule, denied?.rule),
    ...compare(`${place}message`, wanted.message, denied?.message),
  ]
}

/** Counters are compared by their digits: they can be larger than a JavaScript number holds. */
function compareCounters(expected: string | null, counters: MemoryCounters, place: string): Difference[] {
  const members = expected === null ? [] : (readMembers(expected) ?? [])
  const wanted = new Map(members.map(({ key, start, end }) => [key, expected?.slice(start, end)]))
  const given = counters.stored()
  const keys = new Set([...wanted.keys(), ...given.keys()])
  return [...keys].flatMap((key) =>
    compare(`${place}counter ${key}`, wanted.get(key), given.get(key)?.toString()),
  )
}
