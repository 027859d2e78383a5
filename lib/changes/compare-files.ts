import { setImmediate } from 'node:timers/promises'
import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { locateDifference, type DifferenceLine } from '@/lib/policy/compare/locate-difference'
import { WorkBudget } from '@/lib/policy/compare/work-budget'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import { KeptAnswers } from '@/lib/kept-answers'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readPolicy } from '@/lib/repository/read-policy'

/** What a change of one policy file means. */
export interface FileMeaning {
  readonly path: string
  readonly meaning:
    | {
        readonly kind: 'compared'
        readonly comparison: PolicyComparison
        /** Absent where the two sides are texts that nobody stored yet. */
        readonly places?: ComparedPlaces
      }
    /** A new or a removed file: what it decides depends on the proxies that get it. */
    | { readonly kind: 'added' | 'removed' }
    /** One of the two sides is no policy that Intercept would run. */
    | { readonly kind: 'not-a-policy'; readonly side: 'before' | 'after' }
    /** The change is larger than what one page compares; see `BOUNDS`. */
    | { readonly kind: 'not-compared' }
}

/** Where the lines of a comparison stand, in their order; null where no one line makes it. */
export interface ComparedPlaces {
  readonly differences: readonly (DifferenceLine | null)[]
  readonly undecided: readonly (DifferenceLine | null)[]
}

/** What one change may cost: beyond any of these, the files that follow are not compared, and say so. */
export const BOUNDS = {
  /** Changed policy files. */
  files: 100,
  /** Steps of `comparePolicies`, over all files: about three seconds of work. */
  steps: 6_000_000,
}

/** Compares both sides of every policy file in a diff, in order, until the bounds are reached. */
export async function compareFiles(
  objects: ObjectStore,
  files: readonly FileDiff[],
  root: string,
  bounds: typeof BOUNDS = BOUNDS,
): Promise<FileMeaning[]> {
  const meanings: FileMeaning[] = []
  let compared = 0
  let steps = 0
  for (const file of files) {
    if (!isPolicyPath(file.path, root)) continue
    if (file.before === null || file.after === null) {
      meanings.push({ path: file.path, meaning: { kind: file.before === null ? 'added' : 'removed' } })
      continue
    }
    if (compared >= bounds.files || steps >= bounds.steps) {
      meanings.push({ path: file.path, meaning: { kind: 'not-compared' } })
      continue
    }
    const answer = await compareBlobs(objects, file.before.sha, file.after.sha)
    compared += 1
    steps += answer.steps
    meanings.push({ path: file.path, meaning: answer.meaning })
  }
  return meanings
}

/** What two contents of one policy mean to each other. */
export interface BlobComparison {
  readonly meaning: FileMeaning['meaning']
  /** Of `WorkBudget`, also when the answer was remembered. */
  readonly steps: number
  /** Characters of the answer, about. */
  readonly size: number
}

/** Characters of all kept answers together. */
const KEPT_CHARACTERS = 16 * 1024 * 1024

/** Two blobs mean the same for ever, so that no page and no list compares them again. */
const kept = new KeptAnswers<BlobComparison>(KEPT_CHARACTERS, ({ size }) => size)

/** Compares two contents; the answer is kept. */
export function compareBlobs(objects: ObjectStore, before: string, after: string): Promise<BlobComparison> {
  return kept.get(`${before} ${after}`, async () => {
    const old = await loadedIn(objects, before)
    if (old === null) return failed('before')
    const next = await loadedIn(objects, after)
    if (next === null) return failed('after')
    // A comparison can take a second: others are answered between two of them.
    await setImmediate()
    const budget = new WorkBudget()
    const comparison = comparePolicies(old.policy, next.policy, budget)
    const places = {
      differences: comparison.differences.map((one) => locateDifference(old, next, one)),
      undecided: comparison.undecided.map((one) => locateDifference(old, next, one)),
    }
    const size = JSON.stringify(comparison).length
    return { meaning: { kind: 'compared', comparison, places }, steps: budget.spent, size }
  })
}

function failed(side: 'before' | 'after'): BlobComparison {
  return { meaning: { kind: 'not-a-policy', side }, steps: 0, size: 100 }
}

/** The policy in a blob; null when Intercept would not run it. */
export async function policyIn(objects: ObjectStore, blob: string): Promise<Policy | null> {
  return (await loadedIn(objects, blob))?.policy ?? null
}

async function loadedIn(objects: ObjectStore, blob: string): Promise<LoadedPolicy | null> {
  const content = await readPolicy(objects, blob)
  return content.kind === 'valid' ? content.loaded : null
}
