import { SEEN_REFS } from './mirror-directory'
import { runGit } from './run-git'

/** A ref that was seen at another commit than before. */
export interface RefUpdateSeen {
  /** Full name, such as `refs/heads/main` or `refs/pull/12/head`. */
  readonly ref: string
  /** 40 hex; null when the ref is new. */
  readonly old: string | null
  /** 40 hex; null when the ref was deleted. */
  readonly new: string | null
  /** The old tip is no ancestor of the new one; it stays readable here all the same. */
  readonly forced: boolean
}

/** Refs of the remote (branches and heads of pull requests) and the commits they stand at. */
export async function readRefs(gitDir: string): Promise<Map<string, string>> {
  return listRefs(gitDir, ['refs/heads', 'refs/pull'])
}

/** Gives a hidden ref to every tip that has none yet; returns the refs of the remote as `readRefs` does. */
export async function keepTips(gitDir: string): Promise<Map<string, string>> {
  // Listed together, for a process costs more than its list.
  const all = [...(await listRefs(gitDir, ['refs/heads', 'refs/pull', SEEN_REFS]))]
  const refs = new Map(all.filter(([ref]) => !ref.startsWith(SEEN_REFS)))
  const kept = new Set(all.map(([ref]) => ref))
  const missing = new Set([...refs.values()].filter((sha) => !kept.has(`${SEEN_REFS}${sha}`)))
  if (missing.size === 0) return refs
  const input = [...missing].map((sha) => `update ${SEEN_REFS}${sha} ${sha}\n`).join('')
  await runGit({ gitDir, args: ['update-ref', '--stdin'], input })
  return refs
}

/** What differs between two states of the refs, sorted by name. */
export async function compareRefs(
  mirror: { isAncestor(ancestor: string, commit: string): Promise<boolean> },
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Promise<RefUpdateSeen[]> {
  const updates: RefUpdateSeen[] = []
  for (const ref of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(ref) ?? null, after.get(ref) ?? null]
    if (old === now) continue
    const forced = old !== null && now !== null && !(await mirror.isAncestor(old, now))
    updates.push({ ref, old, new: now, forced })
  }
  return updates
}

async function listRefs(gitDir: string, prefixes: readonly string[]): Promise<Map<string, string>> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', ...prefixes]
  const { stdout } = await runGit({ gitDir, args })
  const lines = stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]))
}
