import * as z from 'zod'
import { accountOf } from '@/forge/access/actor'
import { directPushRefusal, passesProtection, protectionOf, rulesetRefusal } from '@/forge/access/protection'
import { changedPaths } from '@/forge/git/diff'
import { isAncestor, mergeBase } from '@/forge/git/history'
import { isFullRef } from '@/forge/git/ref-name'
import type { RefMove } from '@/forge/git/repository'
import { created, NO_CONTENT, ok, type Answer } from '@/forge/http/answer'
import { paged } from '@/forge/http/pagination'
import { parseBody } from '@/forge/http/read-body'
import { READ_CONTENTS, WRITE_CONTENTS, type RepositoryRoute, type RepositoryVisit } from '@/forge/http/route'
import { afterRefMoves } from '@/forge/operations/after-ref-moves'
import { notFound, Refusal } from '@/forge/refusal'
import { nodeId, repositoryApiUrl } from '@/forge/shapes/urls'

export const GIT_REF_ROUTES: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: '/git/ref/*ref', need: READ_CONTENTS, handle: getRef },
  { method: 'GET', pattern: '/git/matching-refs/*ref', need: READ_CONTENTS, handle: listRefs },
  { method: 'POST', pattern: '/git/refs', need: WRITE_CONTENTS, handle: createRef },
  { method: 'PATCH', pattern: '/git/refs/*ref', need: WRITE_CONTENTS, handle: updateRef },
  { method: 'DELETE', pattern: '/git/refs/*ref', need: WRITE_CONTENTS, handle: deleteRef },
]

function present({ core, repository }: RepositoryVisit, ref: string, sha: string) {
  const api = repositoryApiUrl(core, repository)
  return {
    ref,
    node_id: nodeId('Ref', `${repository.id}:${ref}`),
    url: `${api}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}/git/commits/${sha}` },
  }
}

async function getRef(visit: RepositoryVisit): Promise<Answer> {
  const ref = `refs/${visit.params.ref}`
  const sha = isFullRef(ref) ? await visit.core.git(visit.repository.id).ref(ref) : null
  if (sha === null) throw notFound()
  return ok(present(visit, ref, sha))
}

async function listRefs(visit: RepositoryVisit): Promise<Answer> {
  const prefix = `refs/${visit.params.ref}`
  const refs = [...(await visit.core.git(visit.repository.id).refs())].filter(([ref]) =>
    ref.startsWith(prefix),
  )
  return paged(visit, refs, ([ref, sha]) => present(visit, ref, sha))
}

const CREATE = z.object({ ref: z.string(), sha: z.string() })

async function createRef(visit: RepositoryVisit): Promise<Answer> {
  const { ref, sha } = parseBody(CREATE, visit.body)
  if (!isFullRef(ref) || ref.split('/').length < 3) {
    throw new Refusal(422, `${ref} is not a valid ref name.`)
  }
  return visit.core.exclusively(visit.repository.id, async () => {
    await mustBeCommit(visit, sha)
    if ((await visit.core.git(visit.repository.id).ref(ref)) !== null) {
      throw new Refusal(422, 'Reference already exists')
    }
    await move(visit, { ref, from: null, to: sha })
    return created(present(visit, ref, sha))
  })
}

const UPDATE = z.object({ sha: z.string(), force: z.boolean().default(false) })

async function updateRef(visit: RepositoryVisit): Promise<Answer> {
  const { core, repository } = visit
  const { sha, force } = parseBody(UPDATE, visit.body)
  const ref = `refs/${visit.params.ref}`
  const git = core.git(repository.id)
  return core.exclusively(repository.id, async () => {
    const from = isFullRef(ref) ? await git.ref(ref) : null
    if (from === null) throw new Refusal(422, 'Reference does not exist')
    await mustBeCommit(visit, sha)
    if (!force && !(await isAncestor(git, from, sha))) throw new Refusal(422, 'Update is not a fast forward')
    if (from !== sha) await move(visit, { ref, from, to: sha })
    return ok(present(visit, ref, sha))
  })
}

async function deleteRef(visit: RepositoryVisit): Promise<Answer> {
  const ref = `refs/${visit.params.ref}`
  return visit.core.exclusively(visit.repository.id, async () => {
    const from = isFullRef(ref) ? await visit.core.git(visit.repository.id).ref(ref) : null
    if (from === null) throw new Refusal(422, 'Reference does not exist')
    await move(visit, { ref, from, to: null })
    return NO_CONTENT
  })
}

async function mustBeCommit({ core, repository }: RepositoryVisit, sha: string): Promise<void> {
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new Refusal(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].')
  if ((await core.git(repository.id).readCommit(sha)) === null)
    throw new Refusal(422, 'Object does not exist')
}

async function move(visit: RepositoryVisit, ref: RefMove): Promise<void> {
  const { core, repository, actor, at } = visit
  const person = accountOf(actor)
  const refusal = await refusalOf(visit, ref)
  if (refusal !== null) throw new Refusal(422, refusal)
  if (!(await core.git(repository.id).moveRefs([ref]))) throw new Refusal(422, 'Reference cannot be updated')
  await afterRefMoves(core, repository, [ref], person, at)
}

async function refusalOf(visit: RepositoryVisit, { ref, from, to }: RefMove): Promise<string | null> {
  const { core, repository, actor } = visit
  if (ref.startsWith('refs/pull/')) return 'Reference cannot be updated'
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (branch === undefined) return null
  if (to === null && branch === repository.defaultBranch) return 'Cannot delete the default branch'
  const person = accountOf(actor)
  const protection = protectionOf(repository, branch)
  if (protection !== null && !passesProtection(core, repository, protection, person)) {
    if (to === null) return protection.allowDeletions ? null : 'Cannot delete a protected branch'
    const forced = from !== null && !(await isAncestor(core.git(repository.id), from, to))
    if (forced && !protection.allowForcePushes) return 'Cannot force-push to a protected branch'
  }
  if (to === null) return null
  const git = core.git(repository.id)
  const main = from ?? (await git.branch(repository.defaultBranch))
  const base = main === null ? null : await mergeBase(git, main, to)
  const paths = base === null ? [] : await changedPaths(git, base, to)
  const { tree } = await git.commitOf(to)
  const files = await Promise.all(
    paths.map(async (path) => {
      const entry = await git.entryAt(tree, path)
      return { path, size: entry === null ? 0 : ((await git.info(entry.sha))?.size ?? 0) }
    }),
  )
  const ruled = rulesetRefusal(core, repository, person, { branch, isNew: from === null, files })
  return ruled ?? (from === null ? null : directPushRefusal(core, repository, branch, person))
}
