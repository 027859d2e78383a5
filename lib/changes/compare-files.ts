import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { Policy } from '@/lib/policy/policy'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readPolicy } from '@/lib/repository/read-policy'

/** What a change of one policy file means. */
export interface FileMeaning {
  readonly path: string
  readonly meaning:
    | { readonly kind: 'compared'; readonly comparison: PolicyComparison }
    /** A new or a removed file: what it decides depends on the proxies that get it. */
    | { readonly kind: 'added' | 'removed' }
    /** One of the two sides is no policy that Intercept would run. */
    | { readonly kind: 'not-a-policy'; readonly side: 'before' | 'after' }
}

/** Compares both sides of every policy file in a diff. */
export async function compareFiles(
  objects: ObjectStore,
  files: readonly FileDiff[],
  root: string,
): Promise<FileMeaning[]> {
  const policies = files.filter(({ path }) => isPolicyPath(path, root))
  return Promise.all(
    policies.map(async (file) => ({ path: file.path, meaning: await meaningOf(objects, file) })),
  )
}

async function meaningOf(objects: ObjectStore, { before, after }: FileDiff): Promise<FileMeaning['meaning']> {
  if (before === null) return { kind: 'added' }
  if (after === null) return { kind: 'removed' }
  const old = await policyIn(objects, before.sha)
  if (old === null) return { kind: 'not-a-policy', side: 'before' }
  const next = await policyIn(objects, after.sha)
  if (next === null) return { kind: 'not-a-policy', side: 'after' }
  return { kind: 'compared', comparison: comparePolicies(old, next) }
}

async function policyIn(objects: ObjectStore, blob: string): Promise<Policy | null> {
  const content = await readPolicy(objects, blob)
  return content.kind === 'valid' ? content.loaded.policy : null
}
