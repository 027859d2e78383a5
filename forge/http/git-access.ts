import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { ANONYMOUS, actorOf, actorSees, refusalFor, type Actor } from '@/forge/access/actor'
import { fullNameOf, repositoryNamed } from '@/forge/access/find'
import {
  CREATION_RESTRICTED,
  directPushRefusal,
  passesProtection,
  protectionOf,
  pushRulesOf,
} from '@/forge/access/protection'
import { SECRETS } from '@/forge/access/secrets'
import { runHttpBackend, type BackendRequest } from '@/forge/git/http-backend'
import { readPushCommands, type PushCommand } from '@/forge/git/push-commands'
import { ZERO_SHA } from '@/forge/git/repository'
import type { OpenCore } from '@/forge/open-forge'
import { afterRefMoves } from '@/forge/operations/after-ref-moves'
import { Refusal } from '@/forge/refusal'
import type { AccountRow, RepositoryRow } from '@/forge/state/records'
import type { Answer } from './answer'
import { readBytes } from './read-body'
import { READ_CONTENTS, WRITE_CONTENTS } from './route'

const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/

export function isGitPath(path: string): boolean {
  return GIT_PATH.test(path)
}

/** Clone, fetch and push over smart HTTP. A push is checked per ref, and its effects are complete when it answers. */
export async function answerGit(
  core: OpenCore,
  request: IncomingMessage,
  url: URL,
  hooksPath: string,
  at: Date,
): Promise<Answer> {
  const [, owner = '', name = '', rest = ''] = GIT_PATH.exec(url.pathname) ?? []
  const service = rest === '/info/refs' ? (url.searchParams.get('service') ?? '') : rest.slice(1)
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
    return plain(403, 'Please upgrade your git client.')
  }
  const writes = service === 'git-receive-pack'
  const visitor = visitorOf(core, request, `${owner}/${name}`, writes, at)
  if ('status' in visitor) return visitor
  const { repository, account } = visitor
  const options: BackendRequest = {
    searchPath: core.searchPath,
    projectRoot: join(core.dataDirectory, 'repositories'),
    path: `/${repository.id}.git${rest}`,
    query: url.search.slice(1),
    user: account?.login ?? '',
    hooksPath,
    hookEnvironment: {},
  }
  if (rest !== '/git-receive-pack' || account === null) {
    return runHttpBackend(request, options, request)
  }
  const body = await readBytes(request)
  return core.exclusively(repository.id, () => receive(core, request, options, body, repository, account, at))
}

async function receive(
  core: OpenCore,
  request: IncomingMessage,
  options: BackendRequest,
  body: Buffer,
  repository: RepositoryRow,
  account: AccountRow,
  at: Date,
): Promise<Answer> {
  const commands = readPushCommands(body, request.headers['content-encoding'])
  const git = core.git(repository.id)
  const hookEnvironment = {
    ...verdicts(core, repository, account, commands),
    FORGE_MAIN: (await git.branch(repository.defaultBranch)) ?? '',
    FORGE_SECRETS: repository.pushProtection === true ? SECRETS : '',
  }
  const answer = await runHttpBackend(request, { ...options, hookEnvironment }, body)
  const moves = []
  for (const { ref, from, to } of commands) {
    const now = await git.ref(ref)
    const moved = from !== to && (now ?? ZERO_SHA) === to
    if (moved) moves.push({ ref, from: orNull(from), to: orNull(to) })
  }
  await afterRefMoves(core, repository, moves, account, at)
  return answer
}

/** What the update hook is told about each ref. */
function verdicts(
  core: OpenCore,
  repository: RepositoryRow,
  account: AccountRow,
  commands: readonly PushCommand[],
): Record<string, string> {
  const refused: string[] = []
  const violated: string[] = []
  const fileRules: string[] = []
  const noForce: string[] = []
  for (const { ref, from, to } of commands) {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
    if (ref.startsWith('refs/pull/')) refused.push(`${ref}\tdeny updating a hidden ref`)
    if (branch === undefined) continue
    const rules = pushRulesOf(core, repository, account, branch)
    if (rules.restrictsCreations && from === ZERO_SHA) violated.push(`${ref}\t${CREATION_RESTRICTED}`)
    fileRules.push(...rules.fileRules.map(({ kind, value }) => `${ref}\t${kind}\t${value}`))
    const protection = protectionOf(repository, branch)
    const bound = protection !== null && !passesProtection(core, repository, protection, account)
    const deletes = to === ZERO_SHA
    const reason = from === ZERO_SHA || deletes ? null : directPushRefusal(core, repository, branch, account)
    if (bound && deletes && !protection.allowDeletions)
      refused.push(`${ref}\tCannot delete a protected branch`)
    else if (reason !== null) refused.push(`${ref}\t${reason}`)
    else if (bound && !protection.allowForcePushes && from !== ZERO_SHA && !deletes) noForce.push(ref)
  }
  return {
    FORGE_REFUSED: refused.join('\n'),
    FORGE_VIOLATED: violated.join('\n'),
    FORGE_FILE_RULES: fileRules.join('\n'),
    FORGE_NO_FORCE: noForce.join('\n'),
  }
}

function orNull(sha: string): string | null {
  return sha === ZERO_SHA ? null : sha
}

function visitorOf(
  core: OpenCore,
  request: IncomingMessage,
  fullName: string,
  writes: boolean,
  at: Date,
): { readonly repository: RepositoryRow; readonly account: AccountRow | null } | Answer {
  const actor = gitActor(core, request, at)
  if (actor === null) return unauthorised('Invalid username or token.')
  const repository = findVisible(core, actor, fullName)
  if (repository === null) {
    return actor.kind === 'anonymous'
      ? unauthorised('Authentication required')
      : plain(404, 'Repository not found.')
  }
  const refusal = refusalFor(core, actor, repository, writes ? WRITE_CONTENTS : READ_CONTENTS)
  if (refusal !== null && actor.kind === 'anonymous') return unauthorised('Authentication required')
  const account = actor.kind === 'person' || actor.kind === 'installation' ? actor.account : null
  if (refusal !== null) {
    return plain(403, `Permission to ${fullNameOf(core, repository)}.git denied to ${account?.login}.`)
  }
  return { repository, account }
}

function gitActor(core: OpenCore, request: IncomingMessage, at: Date): Actor | null {
  const header = request.headers.authorization
  if (header === undefined) return ANONYMOUS
  try {
    return actorOf(core, header, at)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function findVisible(core: OpenCore, actor: Actor, fullName: string): RepositoryRow | null {
  try {
    const repository = repositoryNamed(core, fullName)
    return actorSees(core, actor, repository) ? repository : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function unauthorised(text: string): Answer {
  return {
    ...plain(401, text),
    headers: { 'content-type': 'text/plain', 'www-authenticate': 'Basic realm="GitHub"' },
  }
}

function plain(status: number, body: string): Answer {
  return { status, body: `${body}\n`, headers: { 'content-type': 'text/plain' } }
}
