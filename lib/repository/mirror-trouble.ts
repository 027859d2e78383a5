import { branchName } from '@/lib/git/branch-name'
import type { Mirror } from '@/lib/git/mirror'
import { readConfiguration } from './read-configuration'

/** Why nobody knows where a branch stands that decides what proxies run. */
export type MirrorTrouble = {
  /** Short name. */
  readonly branch: string
  readonly since: Date
} & (
  | {
      readonly kind: 'unread'
      /** One sentence. */
      readonly reason: string
    }
  /** The forge answers, and has no such branch. */
  | { readonly kind: 'gone' }
)

/** One look that fails is no trouble: the next one comes after ten seconds. */
const FAILING_MS = 15_000

/**
 * What keeps Lockstep from knowing where the tracked branch, or the branch of an environment, stands. Null while it knows. `ref` is the
 * full name of the tracked one, `goneSince` when the forge lost it. Without this, a fleet would be called in sync with a commit that the branch has left.
 */
export async function mirrorTrouble(
  mirror: Pick<Mirror, 'lastContact' | 'refused' | 'objects'>,
  ref: string,
  goneSince: Date | null,
  now: Date,
): Promise<MirrorTrouble | null> {
  const failing = mirror.lastContact?.failing ?? null
  if (failing !== null && now.getTime() - failing.since.getTime() >= FAILING_MS)
    return { kind: 'unread', branch: branchName(ref), ...failing }
  if (goneSince !== null) return { kind: 'gone', branch: branchName(ref), since: goneSince }
  if (mirror.refused.length === 0) return null
  const tip = await mirror.objects.resolve(ref)
  const { environments } =
    tip === null ? { environments: [] } : (await readConfiguration(mirror.objects, tip)).configuration
  const followed = new Set(environments.flatMap((one) => (one.ref === null ? [] : [`refs/heads/${one.ref}`])))
  const refused = mirror.refused.find((one) => followed.has(one.ref))
  return refused === undefined
    ? null
    : { kind: 'unread', branch: branchName(refused.ref), since: refused.since, reason: refused.reason }
}
