import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { readInstant } from './read-instant'

/** A commit to look at. */
export interface Revision {
  /** 40 hex. */
  readonly commit: string
  /** Position on the first-parent line of the tracked branch; null for a commit elsewhere (a pull request). */
  readonly position: number | null
  /** The tip, and not because an instant was asked for: what only the present has may stand beside it. */
  readonly isNow: boolean
  /** The instant that was asked for; null when a commit or a branch was. */
  readonly instant: Date | null
}

export type FoundRevision =
  | { readonly kind: 'found'; readonly revision: Revision }
  /** Nothing known goes by this name. */
  | { readonly kind: 'unknown' }
  /** More than one commit begins with these characters. */
  | { readonly kind: 'ambiguous' }
  /** Lockstep saw the branch only later. */
  | { readonly kind: 'before-first-seen'; readonly firstSeenAt: Date | null }
  /** An instant that is still to come. */
  | { readonly kind: 'future' }

export interface RevisionSource {
  readonly mirror: Mirror
  readonly history: RefHistory
  /** Full name of the tracked branch. */
  readonly ref: string
}

/**
 * What `?at=` names: a commit (4 to 40 hex), a branch, or an instant (ISO 8601, UTC unless it says a zone; also a day). Without a text, the
 * tip. An instant is answered from when the branch was *seen* at a commit, never from dates that commits state.
 */
export async function findRevision(
  { ctx, source }: { ctx: Context; source: RevisionSource },
  at: string | undefined,
): Promise<FoundRevision> {
  const { history, mirror } = source
  if (at === undefined || at === '') return found(source, history.tip)
  const instant = readInstant(at)
  if (instant !== null) return findInstant(ctx, source, instant)
  const branch = await mirror.objects.resolve(`refs/heads/${at}`)
  if (branch !== null) return found(source, branch)
  if (!/^[0-9a-f]{4,40}$/i.test(at)) return { kind: 'unknown' }
  const sha = at.toLowerCase()
  if (sha.length < 40) return findPrefix(source, sha)
  const commit = await mirror.objects.resolve(sha)
  return commit === null ? { kind: 'unknown' } : found(source, commit)
}

function found({ history }: RevisionSource, commit: string, instant: Date | null = null): FoundRevision {
  const position = history.index.positionOf(commit)
  return {
    kind: 'found',
    revision: { commit, position, isNow: commit === history.tip && instant === null, instant },
  }
}

async function findPrefix(source: RevisionSource, prefix: string): Promise<FoundRevision> {
  const [only, ...more] = await commitsOf(source, prefix)
  if (only === undefined) return { kind: 'unknown' }
  return more.length > 0 ? { kind: 'ambiguous' } : found(source, only)
}

/** What a short id in small letters may name: commits of the tracked line, and heads of branches and pull requests. */
export async function commitsOf(
  source: Pick<RevisionSource, 'mirror' | 'history'>,
  prefix: string,
): Promise<string[]> {
  const { index } = source.history
  const matches = new Set<string>()
  for (let position = 0; position < index.length; position++) {
    const commit = index.commitAt(position)
    if (commit?.startsWith(prefix) === true) matches.add(commit)
  }
  const addHeads = (refs: ReadonlyMap<string, string>) => {
    for (const commit of refs.values()) if (commit.startsWith(prefix)) matches.add(commit)
  }
  addHeads(source.mirror.known)
  // Another process may have fetched it; asking git for each page with a short id would cost more than the page.
  if (matches.size === 0) addHeads(await source.mirror.refs())
  return [...matches]
}

async function findInstant(ctx: Context, source: RevisionSource, instant: Date): Promise<FoundRevision> {
  if (instant > ctx.now) return { kind: 'future' }
  const { prisma } = ctx.db
  const where = { repositoryId: ctx.repositoryId, ref: source.ref }
  const update = await prisma.refUpdate.findFirst({
    where: { ...where, seenAt: { lte: instant } },
    orderBy: [{ seenAt: 'desc' }, { id: 'desc' }],
  })
  if (update?.new != null) {
    // Another process may have seen it first: it comes with the next fetch, and nothing may be kept of it as if it were empty.
    const isHere = (await source.mirror.objects.readCommit(update.new)) !== null
    return isHere ? found(source, update.new, instant) : { kind: 'unknown' }
  }
  const first = await prisma.refUpdate.findFirst({ where, orderBy: { seenAt: 'asc' } })
  return { kind: 'before-first-seen', firstSeenAt: first?.seenAt ?? null }
}
