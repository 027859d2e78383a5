import { printable } from '../describe/sentence'
import { parsePolicyTests } from './parse-policy-tests'
import type { Expectation, PolicyTest } from './policy-test'
import { sayOutcome } from './say-outcome'

/** More cases are only counted. */
const MOST_NAMED = 10

/**
 * What a change does to the cases that were there, as plain sentences: those that expect another answer, make other calls, or are gone. New
 * ones are no such thing. Nothing is said where one of the two files cannot be read. Texts are those of people.
 */
export function sayTestsChange(before: string | Uint8Array, after: string | Uint8Array): string[] {
  const [old, next] = [parsePolicyTests(before), parsePolicyTests(after)]
  if (!old.ok || !next.ok) return []
  const now = new Map(next.tests.cases.map((one) => [one.name, one]))
  const said = old.tests.cases.flatMap((one) => sayCase(one, now.get(one.name)))
  const rest = said.length - MOST_NAMED
  return rest > 0 ? [...said.slice(0, MOST_NAMED), `${rest} more are changed.`] : said
}

function sayCase(before: PolicyTest, after: PolicyTest | undefined): string[] {
  const name = `“${printable(before.name)}”`
  if (after === undefined) return [`${name} is removed.`]
  if (callsOf(before) !== callsOf(after)) return [`${name} makes other calls than before.`]
  const place = before.steps.findIndex(
    ({ expected }, index) => sayWhole(expected) !== sayWhole(after.steps[index]?.expected),
  )
  const [was, is] = [before.steps[place]?.expected, after.steps[place]?.expected]
  if (was === undefined || is === undefined) return []
  const isSaidAlike = sayOutcome(was) === sayOutcome(is)
  return [
    isSaidAlike
      ? `${name} expects another message than before.`
      : `${name} now expects ${sayOutcome(is)}, before ${sayOutcome(was)}.`,
  ]
}

function callsOf({ kind, steps }: PolicyTest): string {
  return JSON.stringify([
    kind,
    steps.map(({ at, times, tool, args, serverFails }) => [at, times, tool, args, serverFails]),
  ])
}

function sayWhole(expected: Expectation | undefined): string {
  if (expected?.result !== 'denied') return expected?.result ?? ''
  return JSON.stringify(['denied', expected.rule ?? null, expected.message ?? null])
}
