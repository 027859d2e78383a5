import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { directPushRefusal, rulesetRefusal } from '@/forge/access/protection'
import { refuseSecrets } from '@/forge/access/secrets'
import { isFolder, isTreePath, type TreeEntry } from '@/forge/git/tree'
import { created, ok, type Answer } from '@/forge/http/answer'
import { parseBody } from '@/forge/http/read-body'
import { READ_CONTENTS, WRITE_CONTENTS, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { commitUnlocked } from '@/forge/operations/commit-files'
import { notFound, Refusal } from '@/forge/refusal'
import { presentGitCommit } from '@/forge/shapes/commit'
import { presentContent } from '@/forge/shapes/content'
import { signatureNamed } from './git-person'
import { branchOrSha } from './revision'

export const CONTENT_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/contents', need: READ_CONTENTS, handle: getContent },
  { method: 'GET', pattern: '/contents/*path', need: READ_CONTENTS, handle: getContent },
  { method: 'PUT', pattern: '/contents/*path', need: WRITE_CONTENTS, handle: putContent },
  { method: 'DELETE', pattern: '/contents/*path', need: WRITE_CONTENTS, handle: deleteContent },
]

/** Above this size the contents route leaves the content out, as GitHub does. */
const INLINE_BYTES = 1024 * 1024

async function getContent(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository, query } = visit
  const git = core.git(repository.id)
  const ref = query.get('ref') ?? repository.defaultBranch
  const commit = await branchOrSha(core, repository, ref)
  if (commit === null) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const path = pathOf(visit)
  const entry = await git.entryAt((await git.commitOf(commit)).tree, path)
  if (entry === null) throw notFound()
  if (isFolder(entry)) {
    const children = await git.readTree(entry.sha)
    return ok(await Promise.all(children.map((child) => presentChild(visit, path, ref, child))))
  }
  const object = await git.object(entry.sha)
  const data = object?.data ?? Buffer.alloc(0)
  if ((visit.request.headers.accept ?? '').includes('raw')) {
    return {
      status: 200,
      body: data,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    }
  }
  const shape = presentContent(core, repository, { path, ref, entry, size: data.length })
  if (shape.type === 'symlink') return ok({ ...shape, target: data.toString('utf8') })
  const inline = data.length <= INLINE_BYTES
  return ok({
    ...shape,
    content: inline ? wrapped(data.toString('base64')) : '',
    encoding: inline ? 'base64' : 'none',
  })
}

async function presentChild(
  { core, repository }: RepositoryVisit,
  folder: string,
  ref: string,
  entry: TreeEntry,
) {
  const info =
    isFolder(entry) || entry.mode === '160000' ? null : await core.git(repository.id).info(entry.sha)
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`
  return presentContent(core, repository, { path, ref, entry, size: info?.size ?? 0 })
}

/** GitHub breaks base64 after 60 characters. */
function wrapped(base64: string): string {
  return base64.replace(/.{60}/g, '$&\n') + (base64 === '' ? '' : '\n')
}

const PERSON = z.object({ name: z.string(), email: z.string(), date: z.string().optional() })
const PUT_BODY = z.object({
  message: z.string(),
  content: z.string(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: PERSON.optional(),
  committer: PERSON.optional(),
})
const DELETE_BODY = PUT_BODY.omit({ content: true }).extend({ sha: z.string() })

async function putContent(visit: RepositoryVisit): Promise<Answer> {
  const body = parseBody(PUT_BODY, visit.body)
  const content = Buffer.from(body.content, 'base64')
  return changeContent(visit, body, content)
}

async function deleteContent(visit: RepositoryVisit): Promise<Answer> {
  return changeContent(visit, parseBody(DELETE_BODY, visit.body), null)
}

async function changeContent(
  visit: RepositoryVisit,
  body: Omit<z.infer<typeof PUT_BODY>, 'content'>,
  content: Buffer | null,
): Promise<Answer> {
  const { core, repository, actor, at } = visit
  const person = accountOf(actor)
  const path = pathOf(visit)
  const branch = body.branch ?? repository.defaultBranch
  const git = core.git(repository.id)
  return core.exclusively(repository.id, async () => {
    const old = await currentEntry(visit, branch, path)
    checkSha(path, old, body.sha, content === null)
    const ruled = rulesetRefusal(core, repository, person, {
      branch,
      isNew: false,
      files: [{ path, size: content?.length ?? 0 }],
    })
    if (ruled !== null) throw new Refusal(409, ruled)
    if (content !== null) refuseSecrets(repository, content)
    const refusal = directPushRefusal(core, repository, branch, person)
    if (refusal !== null) throw new Refusal(409, `Could not update file: ${refusal}`)
    const author = signatureNamed(body.author ?? body.committer, person, at)
    const committer = signatureNamed(body.committer ?? body.author, person, at)
    const files = { [path]: content }
    const { sha } = await commitUnlocked(core, repository, person, {
      branch,
      files,
      message: body.message,
      at,
      author,
      committer,
    })
    const commit = await git.commitOf(sha)
    const entry = content === null ? null : await git.entryAt(commit.tree, path)
    const shape =
      entry === null
        ? null
        : presentContent(core, repository, { path, ref: branch, entry, size: content?.length ?? 0 })
    const answer = { content: shape, commit: presentGitCommit(core, repository, commit) }
    return old === null ? created(answer) : ok(answer)
  })
}

async function currentEntry(visit: RepositoryVisit, branch: string, path: string): Promise<TreeEntry | null> {
  const git = visit.core.git(visit.repository.id)
  const tip = await git.branch(branch)
  const empty = tip === null && (await git.refs('refs/heads/')).size === 0
  if (tip === null && !empty) throw new Refusal(404, `Branch ${branch} not found`)
  return tip === null ? null : git.entryAt((await git.commitOf(tip)).tree, path)
}

function checkSha(path: string, old: TreeEntry | null, sha: string | undefined, deletes: boolean): void {
  if (old === null && deletes) throw notFound()
  if (old !== null && isFolder(old)) throw new Refusal(422, `${path} is a directory`)
  if (old !== null && sha === undefined) throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`)
  if (sha !== undefined && sha !== (old?.sha ?? '')) throw new Refusal(409, `${path} does not match ${sha}`)
}

function pathOf({ params }: RepositoryVisit): string {
  const path = (params.path ?? '').replace(/\/$/, '')
  if (path !== '' && !isTreePath(path)) throw new Refusal(422, 'path contains a malformed path component')
  return path
}
