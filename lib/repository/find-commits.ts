import { z } from 'zod'
import type { Context } from '@/lib/context'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import type { CommitChoice, CommitsAnswer } from './commit-choice'
import { describeCommits, type DescribedCommit } from './describe-commits'
import { isPolicyPath } from './policy-path'
import { readConfiguration } from './read-configuration'

const path = z.string().min(1).max(4096)

export const findCommitsInput = z.object({
  /** Words, each of which a commit has to have: in its id, title, number, people or day. */
  q: z.string().max(200).default(''),
  /** Full repository paths: the names of one file. Without them, every policy. */
  policy: z.union([path, z.array(path).max(10)]).optional(),
})

/** As many as a list shows without being scrolled for long. */
const MOST = 30

/** Fewer characters of an id are more likely a word or a number. */
const LEAST_OF_ID = 4

interface CommitSource {
  readonly ctx: Context
  readonly mirror: Mirror
  readonly history: RefHistory
}

/**
 * Commits of the tracked branch, newest first. Without words, those that changed the policies; with words, all commits that have them, and
 * those that changed the policies before the others, and what has the words side by side before what has them apart.
 */
export async function findCommits(
  { ctx, mirror, history }: CommitSource,
  input: z.input<typeof findCommitsInput>,
): Promise<CommitsAnswer> {
  const { q, policy } = findCommitsInput.parse(input)
  const { index, tip } = history
  const { root } = (await readConfiguration(mirror.objects, tip)).configuration
  const paths = policy === undefined ? null : new Set([policy].flat())
  const isWanted = (one: string) => (paths === null ? isPolicyPath(one, root) : paths.has(one))
  const all = Array.from({ length: index.length }, (_, position) => ({
    sha: index.commitAt(position) ?? '',
    touches: index.pathsAt(position).some(isWanted),
  })).toReversed()
  const describe = async (wanted: typeof all) => {
    const known = await describeCommits(
      { ctx, objects: mirror.objects },
      wanted.map(({ sha }) => sha),
    )
    return wanted.flatMap(({ sha, touches }) => toChoice(known.get(sha), touches))
  }
  const touching = all.filter(({ touches }) => touches)
  if (q.trim() === '') return { commits: await describe(touching.slice(0, MOST)), matching: touching.length }
  const read = await describe([...touching, ...all.filter(({ touches }) => !touches)])
  const matching = read
    .map((choice) => ({ choice, rank: rankOf(choice, q.trim().toLowerCase()) }))
    .filter(({ rank }) => rank < NOT_FOUND)
    .toSorted((a, b) => Number(b.choice.touches) - Number(a.choice.touches) || a.rank - b.rank)
    .map(({ choice }) => choice)
  return { commits: matching.slice(0, MOST), matching: matching.length }
}

function toChoice(known: DescribedCommit | undefined, touches: boolean): CommitChoice[] {
  if (known === undefined) return []
  const { commit, title, number, by, at } = known
  return [{ commit, title, number, by, at: at.toISOString(), touches }]
}

const NOT_FOUND = 2

/** 0 for what has the words as they stand, 1 for what has each of them somewhere. */
function rankOf({ commit, title, number, by, at }: CommitChoice, words: string): number {
  const said = [title, number === null ? '' : `#${number}`, by, at.slice(0, 10), sayDay(at)]
  const text = said.join('\n').toLowerCase()
  const isId = (word: string) => word.length >= LEAST_OF_ID && commit.startsWith(word)
  if (text.includes(words) || isId(words)) return 0
  return words.split(/\s+/).every((word) => text.includes(word) || isId(word)) ? 1 : NOT_FOUND
}

/** As the pages write it: "2 Nov 2026". */
function sayDay(at: string): string {
  return new Date(at).toUTCString().slice(5, 16).replace(/^0/, '')
}
