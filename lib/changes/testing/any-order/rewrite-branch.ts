import { REPOSITORY } from '@/forge/testing/acme'
import type { GitHubClient } from '@/lib/git/github-client'

/** Puts one commit upon main, with another content of a file, in the place of everything on a branch; returns the commit. */
export async function rewriteBranch(
  { git }: GitHubClient['rest'],
  branch: string,
  path: string,
  content: string,
): Promise<string> {
  const { data: main } = await git.getRef({ ...REPOSITORY, ref: 'heads/main' })
  const parent = main.object.sha
  const entry = { path, mode: '100644', type: 'blob', content } as const
  const { data: tree } = await git.createTree({ ...REPOSITORY, base_tree: parent, tree: [entry] })
  const commit = { message: 'Rewritten', tree: tree.sha, parents: [parent] }
  const { data: made } = await git.createCommit({ ...REPOSITORY, ...commit })
  await git.updateRef({ ...REPOSITORY, ref: `heads/${branch}`, sha: made.sha, force: true })
  return made.sha
}
