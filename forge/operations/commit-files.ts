import { accountNamed, repositoryNamed } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import type { Signature } from '@/forge/git/commit'
import { isBranchName } from '@/forge/git/ref-name'
import type { GitRepository } from '@/forge/git/repository'
import { editTree } from '@/forge/git/edit-tree'
import { isTreePath, type TreeChange } from '@/forge/git/tree'
import { invalidField, Refusal } from '@/forge/refusal'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import { afterRefMoves } from './after-ref-moves'

export interface FilesCommit {
  /** `owner/name`. */
  readonly repository: string
  /** Made when missing: from `from`, else from the default branch; in an empty repository it is the root. */
  readonly branch: string
  /** Where a new branch starts: a branch name or a full sha. */
  readonly from?: string
  /** Bytes or text by path; `null` removes the file. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>
  readonly message: string
  /** Login of author and committer. */
  readonly person: string
  readonly at: Date
}

/** Commits files on a branch as a person. Branch protection is the caller's matter (`directPushRefusal`). */
export async function commitFiles(core: Core, input: FilesCommit): Promise<{ readonly sha: string }> {
  const repository = repositoryNamed(core, input.repository)
  const person = accountNamed(core, input.person)
  return core.exclusively(repository.id, () => commitUnlocked(core, repository, person, input))
}

/** The same inside work that already holds the repository. */
export async function commitUnlocked(
  core: Core,
  repository: RepositoryRow,
  person: AccountRow,
  input: Omit<FilesCommit, 'repository' | 'person'> & {
    readonly author?: Signature
    readonly committer?: Signature
  },
): Promise<{ readonly sha: string }> {
  if (!isBranchName(input.branch)) throw invalidField('Reference', 'ref', 'invalid')
  const git = core.git(repository.id)
  const tip = await git.branch(input.branch)
  const parent = tip ?? (await startOf(git, input.from ?? repository.defaultBranch))
  const base = parent === null ? null : (await git.commitOf(parent)).tree
  const tree = (await editTree(git, base, await changesOf(git, base, input.files))) ?? git.writeTree([])
  const signature = signatureOf(person, input.at)
  const sha = git.writeCommit({
    tree,
    parents: parent === null ? [] : [parent],
    author: input.author ?? signature,
    committer: input.committer ?? signature,
    message: input.message,
  })
  const move = { ref: `refs/heads/${input.branch}`, from: tip, to: sha }
  if (!(await git.moveRefs([move]))) throw new Refusal(409, 'Reference cannot be updated')
  await afterRefMoves(core, repository, [move], person, input.at)
  return { sha }
}

export function signatureOf(person: AccountRow, at: Date): Signature {
  return { name: person.name || person.login, email: person.email, at }
}

async function startOf(git: GitRepository, from: string): Promise<string | null> {
  if (/^[0-9a-f]{40}$/.test(from)) return (await git.readCommit(from))?.sha ?? null
  return git.branch(from)
}

/** Keeps the mode of a file that exists (an executable stays one). */
async function changesOf(
  git: GitRepository,
  tree: string | null,
  files: FilesCommit['files'],
): Promise<Map<string, TreeChange>> {
  const changes = new Map<string, TreeChange>()
  for (const [path, content] of Object.entries(files)) {
    if (!isTreePath(path)) throw new Refusal(422, 'path contains a malformed path component')
    if (content === null) {
      changes.set(path, null)
      continue
    }
    const old = tree === null ? null : await git.entryAt(tree, path)
    const mode = old?.mode === '100755' ? '100755' : '100644'
    changes.set(path, { mode, sha: git.writeBlob(Buffer.from(content)) })
  }
  return changes
}
