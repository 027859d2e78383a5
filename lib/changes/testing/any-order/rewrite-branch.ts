import { REPOSITORY } from '@/forge/testing/acme'
import type { GitHubClient } from '@/lib/git/github-client'

interface Rewriting {
  /** Short name of the branch that the commit stands upon. */
  readonly base: string
  readonly branch: string
  readonly path: string
  readonly content: string
}

/** Puts one commit upon the base, with another content of a file, in the place of everything on a branch; returns the commit. */
export async function rewriteBranch(
  { git }: GitHubClient['rest'],
  { base, branch, path, content }: Rewriting,
): Promise<string> {
  const { data: tip } = await git.getRef({ ...REPOSITORY, ref: `heads/${base}` })
  const parent = tip.object.sha
  const entry = { path, mode: '100644', type: 'blob', content } as const
  const { data: tree } = await git.createTree({ ...REPOSITORY, base_tree: parent, tree: [entry] })
  const commit = { message: 'Rewritten', tree: tree.sha, parents: [parent] }
  const { data: made } = await git.createCommit({ ...REPOSITORY, ...commit })
  await git.updateRef({ ...REPOSITORY, ref: `heads/${branch}`, sha: made.sha, force: true })
  return made.sha
}
