import { processWide } from '@/lib/process-wide'
import { KeptAnswers } from '@/lib/kept-answers'
import { compareFiles } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { pullFiles } from './pull-files'
import { sumEffect, type Effect } from './sum-effect'

/** What a pull request changed at one of its heads. */
export interface HeadFiles {
  readonly paths: readonly string[]
  readonly effect: Effect
}

/** By both commits and root, which give the same answer for ever. */
const kept = processWide('head-effects', () => new KeptAnswers<HeadFiles>(1000))

/** What an earlier head of a pull request changed: the mirror keeps heads that were pushed away. Null where it never had it. */
export async function filesOfHead(
  { mirror }: ChangeSource,
  commits: { readonly baseSha: string; readonly headSha: string },
  root: string,
): Promise<HeadFiles | null> {
  const compared = await pullFiles(mirror, commits)
  if (compared === null) return null
  const { from, head, files } = compared
  return kept.get(`${from} ${head} ${root}`, async () => ({
    paths: files.map(({ path }) => path),
    effect: sumEffect(await compareFiles(mirror.objects, files, root)),
  }))
}
