import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { refuseSecrets } from '@/forge/access/secrets'
import { editTree } from '@/forge/git/edit-tree'
import { isFolder, isTreePath, type TreeChange, type TreeEntry } from '@/forge/git/tree'
import { created, ok, type Answer } from '@/forge/http/answer'
import { parseBody } from '@/forge/http/read-body'
import { READ_CONTENTS, WRITE_CONTENTS, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { notFound, Refusal } from '@/forge/refusal'
import { presentGitCommit } from '@/forge/shapes/commit'
import { nodeId, repositoryApiUrl } from '@/forge/shapes/urls'
import { signatureNamed } from './git-person'
import { branchOrSha } from './revision'

export const GIT_OBJECT_ROUTES: readonly RepositoryRoute[] = [
  { method: 'POST', pattern: '/git/blobs', need: WRITE_CONTENTS, handle: createBlob },
  { method: 'GET', pattern: '/git/blobs/:sha', need: READ_CONTENTS, handle: getBlob },
  { method: 'POST', pattern: '/git/trees', need: WRITE_CONTENTS, handle: createTree },
  { method: 'GET', pattern: '/git/trees/*sha', need: READ_CONTENTS, handle: getTree },
  { method: 'POST', pattern: '/git/commits', need: WRITE_CONTENTS, handle: createCommit },
  { method: 'GET', pattern: '/git/commits/:sha', need: READ_CONTENTS, handle: getCommit },
]

const BLOB = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') })

function createBlob({ core, repository, body }: RepositoryVisit): Answer {
  const { content, encoding } = parseBody(BLOB, body)
  const data = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8')
  refuseSecrets(repository, data)
  const sha = core.git(repository.id).writeBlob(data)
  return created({ sha, url: `${repositoryApiUrl(core, repository)}/git/blobs/${sha}` })
}

async function getBlob({ core, repository, params }: RepositoryVisit): Promise<Answer> {
  const object = await objectNamed({ core, repository }, params.sha ?? '')
  if (object?.type !== 'blob') throw notFound()
  return ok({
    sha: object.sha,
    node_id: nodeId('Blob', object.sha),
    size: object.data.length,
    url: `${repositoryApiUrl(core, repository)}/git/blobs/${object.sha}`,
    content: object.data.toString('base64'),
    encoding: 'base64',
  })
}

async function objectNamed({ core, repository }: Pick<RepositoryVisit, 'core' | 'repository'>, sha: string) {
  return /^[0-9a-f]{40}$/.test(sha) ? core.git(repository.id).object(sha) : null
}

const TREE = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.enum(['100644', '100755', '040000', '160000', '120000']).default('100644'),
      type: z.enum(['blob', 'tree', 'commit']).optional(),
      sha: z.string().nullable().optional(),
      content: z.string().optional(),
    }),
  ),
})

async function createTree(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const git = core.git(repository.id)
  const body = parseBody(TREE, visit.body)
  const base = body.base_tree === undefined ? null : await treeNamed(visit, body.base_tree)
  if (body.base_tree !== undefined && base === null) {
    throw new Refusal(422, 'base_tree is not a valid tree oid')
  }
  const changes = new Map<string, TreeChange>()
  for (const { path, mode, sha, content } of body.tree) {
    if (!isTreePath(path)) throw new Refusal(422, `tree.path contains a malformed path component`)
    if (sha === null) {
      changes.set(path, null)
      continue
    }
    const id = sha ?? git.writeBlob(Buffer.from(content ?? ''))
    const known = mode === '160000' || (await objectNamed(visit, id)) !== null
    if (!known) throw new Refusal(422, `tree.sha ${id} is not a valid ${mode === '040000' ? 'tree' : 'blob'}`)
    changes.set(path, { mode: mode === '040000' ? '40000' : mode, sha: id })
  }
  const sha = (await editTree(git, base, changes)) ?? git.writeTree([])
  return created(await presentTree(visit, sha, false))
}

/** A tree by its own sha, or the tree of a commit or branch. */
async function treeNamed({ core, repository }: RepositoryVisit, name: string): Promise<string | null> {
  const git = core.git(repository.id)
  const object = await objectNamed({ core, repository }, name)
  if (object?.type === 'tree') return object.sha
  const commit = await branchOrSha(core, repository, name)
  return commit === null ? null : (await git.commitOf(commit)).tree
}

async function getTree(visit: RepositoryVisit): Promise<Answer> {
  const sha = await treeNamed(visit, visit.params.sha ?? '')
  if (sha === null) throw notFound()
  return ok(await presentTree(visit, sha, visit.query.has('recursive')))
}

async function presentTree(visit: RepositoryVisit, sha: string, recursive: boolean) {
  const api = repositoryApiUrl(visit.core, visit.repository)
  const tree: unknown[] = []
  const walk = async (tree_: string, prefix: string): Promise<void> => {
    for (const entry of await visit.core.git(visit.repository.id).readTree(tree_)) {
      tree.push(await presentEntry(visit, api, prefix, entry))
      if (recursive && isFolder(entry)) await walk(entry.sha, `${prefix}${entry.name}/`)
    }
  }
  await walk(sha, '')
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: false }
}

async function presentEntry(
  { core, repository }: RepositoryVisit,
  api: string,
  prefix: string,
  entry: TreeEntry,
) {
  const path = `${prefix}${entry.name}`
  if (isFolder(entry)) {
    return { path, mode: '040000', type: 'tree', sha: entry.sha, url: `${api}/git/trees/${entry.sha}` }
  }
  if (entry.mode === '160000') return { path, mode: entry.mode, type: 'commit', sha: entry.sha }
  const info = await core.git(repository.id).info(entry.sha)
  const url = `${api}/git/blobs/${entry.sha}`
  return { path, mode: entry.mode, type: 'blob', sha: entry.sha, size: info?.size ?? 0, url }
}

const PERSON = z.object({ name: z.string(), email: z.string(), date: z.string().optional() })
const COMMIT = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: PERSON.optional(),
  committer: PERSON.optional(),
})

async function createCommit(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, actor, at } = visit
  const git = core.git(repository.id)
  const body = parseBody(COMMIT, visit.body)
  const person = accountOf(actor)
  if ((await objectNamed(visit, body.tree))?.type !== 'tree')
    throw new Refusal(422, 'Tree SHA does not exist')
  for (const parent of body.parents) {
    if ((await objectNamed(visit, parent))?.type !== 'commit') {
      throw new Refusal(422, 'Parent SHA does not exist or is not a commit object')
    }
  }
  const sha = git.writeCommit({
    tree: body.tree,
    parents: body.parents,
    author: signatureNamed(body.author, person, at),
    committer: signatureNamed(body.committer ?? body.author, person, at),
    message: body.message,
  })
  return created(presentGitCommit(core, repository, await git.commitOf(sha)))
}

async function getCommit({ core, repository, params }: RepositoryVisit): Promise<Answer> {
  const object = await objectNamed({ core, repository }, params.sha ?? '')
  if (object?.type !== 'commit') throw notFound()
  return ok(presentGitCommit(core, repository, await core.git(repository.id).commitOf(object.sha)))
}
