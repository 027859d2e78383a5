import type { Context } from '@/lib/context'
import { sha256 } from '@/lib/git/content-digest'
import type { DiffContent } from '@/lib/git/diff'
import type { Mirror } from '@/lib/git/mirror'
import { findRevision, type FoundRevision, type Revision, type RevisionSource } from './find-revision'
import { followName, type NameSpan } from './follow-name'
import { KeptAnswers } from '@/lib/kept-answers'
import { type FileVersion, listVersions } from './list-versions'
import { fromRoot, relativeToRoot } from './policy-path'
import { readConfiguration } from './read-configuration'
import { type PolicyContent, readPolicy } from './read-policy'

/** A version of the file on the tracked line. */
export interface ComparedVersion extends FileVersion {
  /** What it was called then, relative to the policy root. */
  readonly path: string
  /** When it came to the branch: as the forge says, or, where `isStated`, only as the commit states. */
  readonly landedAt: Date
  readonly isStated: boolean
  /** When the next version came; null while this one stands. */
  readonly until: Date | null
}

/** The file at one of the two commits. */
export interface ComparedFile {
  /** Relative to the policy root. Not the same on both sides after a rename. */
  readonly path: string
  readonly repositoryPath: string
  /** 40 hex; null for what is no file. */
  readonly blob: string | null
  readonly content: PolicyContent | { readonly kind: 'symlink' | 'submodule' | 'tree' }
  /** Of the bytes; null when they were not read. */
  readonly sha256: string | null
}

export interface ComparedEnd {
  readonly revision: Revision
  /** Null when the commit does not have the file. */
  readonly file: ComparedFile | null
  /** The version that the commit has; null off the tracked line, and where the list of versions does not reach. */
  readonly version: ComparedVersion | null
}

/** A policy at two commits. */
export interface ComparedPolicy {
  readonly kind: 'compared'
  /** As it was asked for, relative to the policy root. */
  readonly path: string
  readonly older: ComparedEnd
  readonly newer: ComparedEnd
  /** What is called older stands later on the line. */
  readonly isSwapped: boolean
  /** Every line; null when the bytes are the same. */
  readonly diff: DiffContent | null
  /** All versions of the file, under each of its names, newest first; not all when there are very many. */
  readonly versions: readonly ComparedVersion[]
  /** Those after the earlier end, up to the later one, newest first; null where an end is not on the line or beyond the list. */
  readonly between: readonly ComparedVersion[] | null
  /** Commits of the branch between the two; null where an end is not on it. */
  readonly commits: number | null
}

export type PolicyComparison =
  | ComparedPolicy
  /** Neither commit has it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown-end'; readonly at: string; readonly answer: UnknownRevision }

type UnknownRevision = Exclude<FoundRevision, { kind: 'found' }>

/** More than a file has in years of daily changes. */
const MOST_VERSIONS = 2000

/** Reads a policy at two commits and compares the bytes. Each end is a commit, a branch or an instant. */
export async function comparePolicy(
  { ctx, source }: { ctx: Context; source: RevisionSource },
  path: string,
  ends: { readonly older: string; readonly newer: string },
): Promise<PolicyComparison> {
  const [older, newer] = await Promise.all([
    findRevision({ ctx, source }, ends.older),
    findRevision({ ctx, source }, ends.newer),
  ])
  if (older.kind !== 'found') return { kind: 'unknown-end', at: ends.older, answer: older }
  if (newer.kind !== 'found') return { kind: 'unknown-end', at: ends.newer, answer: newer }
  const files = await readBothFiles(source, path, [older.revision, newer.revision])
  if (files.older === null && files.newer === null) return { kind: 'missing' }
  const versions = await listNamedVersions(ctx, source, files)
  const isSwapped = standsLater(older.revision, newer.revision)
  const [from, to] = isSwapped ? [newer, older] : [older, newer]
  const end = (revision: Revision, file: ComparedFile | null): ComparedEnd => ({
    revision,
    file,
    version: versionAt(versions, revision, file),
  })
  return {
    kind: 'compared',
    path,
    older: end(older.revision, files.older),
    newer: end(newer.revision, files.newer),
    isSwapped,
    diff: await diffOf(source.mirror, files.older, files.newer),
    versions,
    between: betweenOf(versions, from.revision, to.revision),
    commits: distance(from.revision, to.revision),
  }
}

function standsLater(one: Revision, other: Revision): boolean {
  return one.position !== null && other.position !== null && one.position > other.position
}

function distance(from: Revision, to: Revision): number | null {
  return from.position === null || to.position === null ? null : to.position - from.position
}

interface BothFiles {
  readonly older: ComparedFile | null
  readonly newer: ComparedFile | null
  /** The names that the file had; one, when it kept its name. */
  readonly names: readonly NameSpan[]
}

/** Where one of the commits does not have the path, the file may have had another name there. */
async function readBothFiles(
  { mirror, history }: RevisionSource,
  path: string,
  [first, second]: readonly [Revision, Revision],
): Promise<BothFiles> {
  const { objects } = mirror
  const root = await rootAt(mirror, second.commit)
  const full = fromRoot(path, root)
  if (full === null) return { older: null, newer: null, names: [] }
  const [older, newer] = await Promise.all([
    readFile(mirror, first.commit, full, root),
    readFile(mirror, second.commit, full, root),
  ])
  const always = [{ path: full, from: 0, to: Infinity }]
  const [start, end] = newer === null ? [first.position, second.position] : [second.position, first.position]
  if ((older === null) === (newer === null) || start === null || end === null)
    return { older, newer, names: always }
  const names = await followName({ objects, index: history.index, root }, full, start, end)
  const other = names?.at(-1)
  if (names === null || other === undefined) return { older, newer, names: always }
  return newer === null
    ? { older, newer: await readFile(mirror, second.commit, other.path, root), names }
    : { older: await readFile(mirror, first.commit, other.path, root), newer, names }
}

async function rootAt(mirror: Mirror, commit: string): Promise<string> {
  return (await readConfiguration(mirror.objects, commit)).configuration.root
}

async function readFile(
  { objects }: Mirror,
  commit: string,
  repositoryPath: string,
  root: string,
): Promise<ComparedFile | null> {
  const entry = await objects.entryAt(commit, repositoryPath)
  if (entry === null) return null
  const path = relativeToRoot(repositoryPath, root) ?? repositoryPath
  const { type } = entry
  if (type !== 'file' && type !== 'executable')
    return { path, repositoryPath, blob: null, content: { kind: type }, sha256: null }
  const content = await readPolicy(objects, entry.sha)
  const read = 'text' in content ? await objects.readBlob(entry.sha, Infinity) : null
  const digest = read?.kind === 'file' ? sha256(read.bytes) : null
  return { path, repositoryPath, blob: entry.sha, content, sha256: digest }
}

/** The versions of the file under each of its names, newest first. */
async function listNamedVersions(
  ctx: Context,
  { mirror, history }: RevisionSource,
  { older, newer, names }: BothFiles,
): Promise<ComparedVersion[]> {
  const shown = new Map(
    [older, newer].flatMap((file) => (file === null ? [] : [[file.repositoryPath, file.path]])),
  )
  const lists = await Promise.all(
    names.map(async ({ path, from, to }) => {
      const { versions } = await listVersions({ ctx, mirror, history }, path, MOST_VERSIONS)
      const own = versions.filter(({ position }) => position >= from && position < to)
      return own.map((version) => Object.assign(version, { path: shown.get(path) ?? path }))
    }),
  )
  const all = lists.flat().sort((a, b) => b.position - a.position)
  const landed = all.map(({ change, at }) => change?.mergedAt ?? at)
  return all.map((version, index) =>
    Object.assign(version, {
      landedAt: landed[index] ?? version.at,
      isStated: (version.change?.mergedAt ?? null) === null,
      until: landed[index - 1] ?? null,
    }),
  )
}

function versionAt(
  versions: readonly ComparedVersion[],
  { position }: Revision,
  file: ComparedFile | null,
): ComparedVersion | null {
  if (position === null || file === null) return null
  return versions.find((version) => version.position <= position) ?? null
}

function betweenOf(
  versions: readonly ComparedVersion[],
  from: Revision,
  to: Revision,
): readonly ComparedVersion[] | null {
  const [low, high] = [from.position, to.position]
  const isReached =
    low !== null && (versions.length < MOST_VERSIONS || (versions.at(-1)?.position ?? 0) <= low)
  if (low === null || high === null || !isReached) return null
  return versions.filter(({ position }) => position > low && position <= high)
}

/** Lines of all kept diffs together. */
const KEPT_LINES = 100_000

const kept = new KeptAnswers<DiffContent>(KEPT_LINES, (diff) =>
  diff.kind === 'lines' ? diff.hunks.reduce((sum, { lines }) => sum + lines.length, 1) : 1,
)

function diffOf(mirror: Mirror, older: ComparedFile | null, newer: ComparedFile | null) {
  const isOther = [older, newer].some((file) => file !== null && file.blob === null)
  if (isOther) return Promise.resolve<DiffContent>({ kind: 'not-text' })
  const [before, after] = [older?.blob ?? null, newer?.blob ?? null]
  if (before === after) return Promise.resolve(null)
  return kept.get(`${before} ${after}`, () => mirror.diffBlobs(before, after))
}
