import { setImmediate } from 'node:timers/promises'
import type { ObjectStore } from '@/lib/git/object-store'
import type { Difference } from '@/lib/policy/compare/comparison'
import { locateDifference, type DifferenceLine } from '@/lib/policy/compare/locate-difference'
import {
  answeredSince,
  freshTool,
  passingAt,
  traceWitness,
  witnessesOf,
  type Passing,
} from '@/lib/policy/compare/trace-witness'
import { BudgetSpent, WorkBudget } from '@/lib/policy/compare/work-budget'
import { compilePolicy } from '@/lib/policy/compile-policy'
import type { Policy } from '@/lib/policy/policy'
import { KeptAnswers } from '@/lib/kept-answers'
import { readPolicy } from '@/lib/repository/read-policy'
import { compareBlobs, policyIn, type FileMeaning } from './compare-files'

/** A difference between both ends, with what brought it. */
export interface PlacedDifference extends Difference {
  readonly place: DifferenceLine | null
  /** Places in `versions` since which the witness call is answered as it is at the later end. Null when no version says so alone. */
  readonly since: readonly number[] | null
}

/** Something that could happen, or could not, only for a time between the ends: neither of the two files shows it. */
export interface PassingDifference extends Passing {
  /** As version `came` made it; or, where `isEnd`, as `went` took it back. */
  readonly difference: Difference
  readonly isEnd: boolean
}

/** What two versions of a policy mean to each other, and what happened between them. */
export interface VersionsMeaning {
  readonly meaning: FileMeaning['meaning']
  readonly differences: readonly PlacedDifference[]
  readonly passing: readonly PassingDifference[]
  /** Why the versions between were not looked at; null when they were, or there are none. */
  readonly unread: 'too-many' | 'too-large' | null
}

/** What one comparison may cost; beyond it the versions between are not looked at, and it says so. */
export const VERSION_BOUNDS = {
  /** Versions between the ends, the later end among them. */
  versions: 40,
  /** Steps of `WorkBudget`, for comparing neighbours: about two seconds of work. */
  steps: 4_000_000,
  /** Steps to ask the versions the witness calls. */
  replay: 1_000_000,
  passing: 20,
}

export interface CompareVersionsInput {
  /** Contents of the two ends, in the order in which they are compared. */
  readonly before: string | null
  readonly after: string | null
  /** Blobs from the earlier end to the later one, both among them; null where the file was not there. Null when that is not known. */
  readonly versions: readonly (string | null)[] | null
}

/** Characters of all kept answers together. */
const KEPT_CHARACTERS = 8 * 1024 * 1024

/** Versions mean the same for ever. */
const kept = new KeptAnswers<VersionsMeaning>(KEPT_CHARACTERS, (answer) => JSON.stringify(answer).length)

/** Compares two contents of a policy, and looks for what came and went in the versions between them. */
export function compareVersions(
  objects: ObjectStore,
  { before, after, versions }: CompareVersionsInput,
  bounds: typeof VERSION_BOUNDS = VERSION_BOUNDS,
): Promise<VersionsMeaning> {
  const key = JSON.stringify([before, after, versions, bounds])
  return kept.get(key, () => compare(objects, { before, after, versions }, bounds))
}

async function compare(
  objects: ObjectStore,
  { before, after, versions }: CompareVersionsInput,
  bounds: typeof VERSION_BOUNDS,
): Promise<VersionsMeaning> {
  const meaning = await meaningOf(objects, before, after)
  const between = versions ?? []
  const nothing = { meaning, differences: [], passing: [], unread: null }
  const placed = await placeDifferences(objects, { before, after }, meaning)
  const all = placed.map((difference) => Object.assign({}, difference, { since: null }))
  if (between.length <= 1) return { ...nothing, differences: all }
  if (between.length > bounds.versions + 1)
    return { ...nothing, differences: all, unread: between.length > 2 ? 'too-many' : null }
  const readable = await readVersions(objects, between)
  try {
    const asked = askVersions(readable, bounds)
    const differences = placed.map((difference) =>
      Object.assign({}, difference, { since: asked.since(difference) }),
    )
    const passing = await findPassing(objects, readable, asked, bounds)
    return { meaning, differences, passing, unread: null }
  } catch (error) {
    if (error instanceof BudgetSpent) return { ...nothing, differences: all, unread: 'too-large' }
    throw error
  }
}

async function meaningOf(
  objects: ObjectStore,
  before: string | null,
  after: string | null,
): Promise<FileMeaning['meaning']> {
  if (before === null || after === null) return { kind: before === null ? 'added' : 'removed' }
  return (await compareBlobs(objects, before, after)).meaning
}

async function placeDifferences(
  objects: ObjectStore,
  { before, after }: Pick<CompareVersionsInput, 'before' | 'after'>,
  meaning: FileMeaning['meaning'],
): Promise<(Difference & { readonly place: DifferenceLine | null })[]> {
  if (meaning.kind !== 'compared' || before === null || after === null) return []
  const [old, next] = await Promise.all([readPolicy(objects, before), readPolicy(objects, after)])
  return meaning.comparison.differences.map((difference) => {
    const isRead = old.kind === 'valid' && next.kind === 'valid'
    const place = isRead ? locateDifference(old.loaded, next.loaded, difference) : null
    return Object.assign({}, difference, { place })
  })
}

/** A version that Intercept would run; proxies that got another one kept the one before it. */
interface ReadVersion {
  /** Its place among all versions. */
  readonly at: number
  readonly blob: string
  readonly policy: Policy
}

async function readVersions(
  objects: ObjectStore,
  versions: readonly (string | null)[],
): Promise<ReadVersion[]> {
  const policies = await Promise.all(
    versions.map((blob) => (blob === null ? Promise.resolve(null) : policyIn(objects, blob))),
  )
  return versions.flatMap((blob, at) => {
    const policy = policies[at] ?? null
    return blob === null || policy === null ? [] : [{ at, blob, policy }]
  })
}

/** The versions, ready to be asked. All questions together take at most `bounds.replay` steps; then `BudgetSpent` is thrown. */
function askVersions(versions: readonly ReadVersion[], bounds: typeof VERSION_BOUNDS) {
  const budget = new WorkBudget(bounds.replay)
  const policies = versions.map(({ policy }) => policy)
  const compiled = policies.map(compilePolicy)
  const fresh = freshTool(policies)
  const placeOf = (index: number) => versions[index]?.at ?? 0
  return {
    since: (difference: Difference): number[] | null => {
      const [own, ...others] = witnessesOf(difference, fresh).map((witness) =>
        answeredSince(traceWitness(compiled, witness, budget)),
      )
      if (own === null || own === undefined) return null
      const places = new Set([own, ...others].flatMap((since) => since ?? []))
      return [...places].sort((a, b) => a - b).map(placeOf)
    },
    /** `index` among the versions that can be read. */
    passing: ({ witness }: Difference, index: number): Passing | null => {
      const found = passingAt(traceWitness(compiled, witness, budget), index)
      return found === null ? null : { came: placeOf(found.came), went: placeOf(found.went) }
    },
  }
}

/** Compares neighbours: what one of them changed and the ends do not show. What came is told before what only shows when it goes. */
async function findPassing(
  objects: ObjectStore,
  versions: readonly ReadVersion[],
  asked: ReturnType<typeof askVersions>,
  bounds: typeof VERSION_BOUNDS,
): Promise<PassingDifference[]> {
  const found: PassingDifference[] = []
  let steps = 0
  for (const [index, version] of versions.entries()) {
    const before = versions[index - 1]
    if (before === undefined || before.blob === version.blob) continue
    const compared = await compareBlobs(objects, before.blob, version.blob)
    steps += compared.steps
    if (steps > bounds.steps) throw new BudgetSpent()
    if (compared.meaning.kind !== 'compared') continue
    for (const difference of compared.meaning.comparison.differences) {
      const passing = asked.passing(difference, index)
      if (passing !== null) found.push({ ...passing, difference, isEnd: passing.went === version.at })
    }
    await setImmediate()
  }
  return onlyOnce(found).slice(0, bounds.passing)
}

/** What is seen when it comes and when it goes is one. */
function onlyOnce(found: readonly PassingDifference[]): PassingDifference[] {
  const came = found.filter(({ isEnd }) => !isEnd)
  const isTold = (end: PassingDifference) =>
    came.some(
      (one) =>
        one.came === end.came &&
        one.went === end.went &&
        one.difference.tools.some((tool) => end.difference.tools.includes(tool)),
    )
  return [...came, ...found.filter((one) => one.isEnd && !isTold(one))].sort((a, b) => a.came - b.came)
}
