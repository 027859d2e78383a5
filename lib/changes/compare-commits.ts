import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import type { HistoryIndex } from '@/lib/git/history-index'
import { processWide } from '@/lib/process-wide'
import { describeCommits, type DescribedCommit } from '@/lib/repository/describe-commits'
import {
  findRevision,
  type FoundRevision,
  type Revision,
  type RevisionSource,
} from '@/lib/repository/find-revision'
import { KeptAnswers } from '@/lib/kept-answers'
import { isPolicyPath, relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { compareFiles, type FileMeaning } from './compare-files'
import { findRenames } from './find-renames'
import { type EndMoves, PolicyLine } from './policy-line'
import { type Effect, sumEffect } from './sum-effect'

/** A policy that differs between the two commits. */
export interface DifferingPolicy {
  /** Relative to the policy root, where the newer commit has it, else where the older one had it. */
  readonly path: string
  readonly status: 'added' | 'removed' | 'changed' | 'moved'
  /** Of one that moved: where it was, relative to the policy root. */
  readonly from: string | null
  /** Lines that came and went; null where they are not counted. */
  readonly lines: { readonly added: number; readonly removed: number } | null
  readonly meaning: FileMeaning['meaning']
  readonly effect: Effect
  /** Commits between the two that changed it, newest first, 40 hex; empty where that is not known. */
  readonly by: readonly string[]
}

export interface CommitEnd {
  readonly revision: Revision
  readonly said: DescribedCommit | null
  /** Policies that the commit has. */
  readonly policies: number
}

export interface ComparedCommits {
  readonly kind: 'compared'
  readonly older: CommitEnd
  readonly newer: CommitEnd
  /** What is called older stands later on the branch. */
  readonly isSwapped: boolean
  readonly policies: readonly DifferingPolicy[]
  readonly effect: Effect
  /** Commits that changed policies after the earlier end, up to the later one, newest first; null where an end is not on the branch. */
  readonly between: readonly DescribedCommit[] | null
  /** All commits of the branch between the two; null where an end is not on it. */
  readonly commits: number | null
  /** Neighbours of both ends among the commits that changed policies, by their place on the branch. */
  readonly moves: Readonly<Record<'earlier' | 'later', EndMoves>>
}

export type CommitsComparison =
  | ComparedCommits
  | {
      readonly kind: 'unknown-end'
      readonly at: string
      readonly answer: Exclude<FoundRevision, { kind: 'found' }>
    }

/** Compares every policy of two commits. Each end is a commit, a branch or an instant. */
export async function compareCommits(
  { ctx, source }: { ctx: Context; source: RevisionSource },
  ends: { readonly older: string; readonly newer: string },
): Promise<CommitsComparison> {
  const [older, newer] = await Promise.all([
    findRevision({ ctx, source }, ends.older),
    findRevision({ ctx, source }, ends.newer),
  ])
  if (older.kind !== 'found') return { kind: 'unknown-end', at: ends.older, answer: older }
  if (newer.kind !== 'found') return { kind: 'unknown-end', at: ends.newer, answer: newer }
  const [first, second] = [older.revision, newer.revision]
  const isSwapped = first.position !== null && second.position !== null && first.position > second.position
  const { root } = (await readConfiguration(source.mirror.objects, second.commit)).configuration
  const { index } = source.history
  const [from, to] = isSwapped ? [second.position, first.position] : [first.position, second.position]
  const line = new PolicyLine(index, root, { earlier: from, later: to })
  const places = line.between()
  const positions = places ?? []
  const shas = positions.map((position) => index.commitAt(position) ?? '')
  const [kept, said, ...policies] = await Promise.all([
    differences.get(`${first.commit} ${second.commit}`, () =>
      compareTrees(source, root, first.commit, second.commit),
    ),
    describeCommits({ ctx, objects: source.mirror.objects }, [first.commit, second.commit, ...shas]),
    countPolicies(source, first.commit),
    countPolicies(source, second.commit),
  ])
  const changedBy = commitsByPath(index, positions)
  const end = (revision: Revision, count: number): CommitEnd => ({
    revision,
    said: said.get(revision.commit) ?? null,
    policies: count,
  })
  return {
    kind: 'compared',
    older: end(first, policies[0]),
    newer: end(second, policies[1]),
    isSwapped,
    policies: kept.policies.map(({ paths, ...one }) => ({ ...one, by: changedBy(paths) })),
    effect: kept.effect,
    between: places === null ? null : shas.flatMap((sha) => said.get(sha) ?? []),
    commits: from === null || to === null ? null : to - from,
    moves: { earlier: line.moves('earlier'), later: line.moves('later') },
  }
}

/** Which of the commits at these positions changed any of some paths, newest first. Reads each commit once. */
function commitsByPath(
  index: HistoryIndex,
  positions: readonly number[],
): (paths: readonly string[]) => string[] {
  const positionsOf = new Map<string, number[]>()
  for (const position of positions) {
    for (const path of index.pathsAt(position)) {
      const known = positionsOf.get(path)
      if (known === undefined) positionsOf.set(path, [position])
      else known.push(position)
    }
  }
  return (paths) => {
    const found = new Set(paths.flatMap((path) => positionsOf.get(path) ?? []))
    return [...found].sort((a, b) => b - a).flatMap((position) => index.commitAt(position) ?? [])
  }
}

async function countPolicies({ mirror: { objects } }: RevisionSource, commit: string): Promise<number> {
  const { root } = (await readConfiguration(objects, commit)).configuration
  const entries = await objects.listTree(commit, root)
  return entries.filter(({ path }) => isPolicyPath(path, root)).length
}

/** What does not depend on the branch, which can be rewritten; `paths` in the repository. */
type KeptDifference = Omit<DifferingPolicy, 'by'> & { readonly paths: readonly string[] }

interface KeptComparison {
  readonly policies: readonly KeptDifference[]
  readonly effect: Effect
}

/** Two commits differ in the same way for ever. The cost is in policies. */
const differences = processWide(
  'compared-commits',
  () => new KeptAnswers<KeptComparison>(5000, ({ policies }) => policies.length + 1),
)

async function compareTrees(
  { mirror }: RevisionSource,
  root: string,
  before: string,
  after: string,
): Promise<KeptComparison> {
  if (before === after) return { policies: [], effect: sumEffect([]) }
  const diff = await mirror.diff(before, after, { path: root })
  const policies = diff.filter(({ path }) => isPolicyPath(path, root))
  const moves = await findRenames(mirror.objects, policies)
  const cameFrom = new Map(moves.map(({ from, to }) => [to, from]))
  const left = new Map(
    moves.map(({ from }) => [from, policies.find(({ path }) => path === from)?.before ?? null]),
  )
  const files = policies
    .filter(({ path }) => !left.has(path))
    .map((file) =>
      Object.assign({}, file, { before: file.before ?? left.get(cameFrom.get(file.path) ?? '') ?? null }),
    )
  const meanings = await compareFiles(mirror.objects, files, root)
  const differing = files.map((file, at): KeptDifference => {
    const meaning = meanings[at]?.meaning ?? { kind: 'not-compared' }
    const from = cameFrom.get(file.path) ?? null
    return {
      path: relativeToRoot(file.path, root) ?? file.path,
      status: from === null ? STATUS[file.status] : 'moved',
      from: from === null ? null : (relativeToRoot(from, root) ?? from),
      lines: from === null ? linesOf(file) : null,
      meaning,
      effect: sumEffect([{ path: file.path, meaning }]),
      paths: from === null ? [file.path] : [file.path, from],
    }
  })
  return {
    policies: differing,
    effect: sumEffect(differing.map(({ path, meaning }) => ({ path, meaning }))),
  }
}

const STATUS = { added: 'added', removed: 'removed', modified: 'changed', 'type-changed': 'changed' } as const

function linesOf({ content }: FileDiff): DifferingPolicy['lines'] {
  return content.kind === 'lines' ? { added: content.added, removed: content.removed } : null
}
