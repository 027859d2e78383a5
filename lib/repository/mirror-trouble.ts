import type { Mirror } from '@/lib/git/mirror'
import { readConfiguration } from './read-configuration'

/** A branch that decides what proxies run and that cannot be read. */
export interface MirrorTrouble {
  /** Short name. */
  readonly branch: string
  readonly since: Date
  /** One sentence. */
  readonly reason: string
}

/** One look that fails is no trouble: the next one comes after ten seconds. */
const FAILING_MS = 15_000

/**
 * What keeps Lockstep from knowing where the tracked branch, or the branch of an environment, stands. Null while it knows. `ref` is the
 * full name of the tracked one. Without this, a fleet would be called in sync with a commit that the branch has left.
 */
export async function mirrorTrouble(
  mirror: Pick<Mirror, 'lastContact' | 'refused' | 'objects'>,
  ref: string,
  now: Date,
): Promise<MirrorTrouble | null> {
  const branchOf = (name: string) => name.replace(/^refs\/heads\//, '')
  const failing = mirror.lastContact?.failing ?? null
  if (failing !== null && now.getTime() - failing.since.getTime() >= FAILING_MS)
    return { branch: branchOf(ref), ...failing }
  if (mirror.refused.length === 0) return null
  const tip = await mirror.objects.resolve(ref)
  const { environments } =
    tip === null ? { environments: [] } : (await readConfiguration(mirror.objects, tip)).configuration
  const followed = new Set(environments.flatMap((one) => (one.ref === null ? [] : [`refs/heads/${one.ref}`])))
  const refused = mirror.refused.find((one) => followed.has(one.ref))
  return refused === undefined
    ? null
    : { branch: branchOf(refused.ref), since: refused.since, reason: refused.reason }
}
