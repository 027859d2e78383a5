import { accountNamed, repositoryNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import { Refusal } from '@/forge/refusal'
import { presentCheckRun } from '@/forge/shapes/check-run'
import { presentStatus } from '@/forge/shapes/status'
import type { CheckRunRow, RepositoryRow, StatusRow, StatusState } from '@/forge/state/records'

export interface NewStatus {
  /** `owner/name`. */
  readonly repository: string
  /** Full sha of a commit. */
  readonly sha: string
  readonly state: StatusState
  readonly context?: string
  readonly description?: string | null
  readonly targetUrl?: string | null
  /** Login. */
  readonly person: string
  readonly at: Date
}

/** Adds a status to a commit; the last one per context counts. */
export async function addStatus(core: Core, input: NewStatus): Promise<StatusRow> {
  const repository = repositoryNamed(core, input.repository)
  await mustExist(core, repository, input.sha)
  const creator = accountNamed(core, input.person)
  const status = core.state.statuses.put({
    id: core.state.nextId(),
    repositoryId: repository.id,
    sha: input.sha,
    context: input.context ?? 'default',
    state: input.state,
    description: input.description ?? null,
    targetUrl: input.targetUrl ?? null,
    creatorId: creator.id,
    createdAt: stampOf(input.at),
  })
  core.state.save()
  const detail = async (): Promise<Record<string, unknown>> => ({
    ...presentStatus(core, repository, status),
    sha: input.sha,
    branches: [],
  })
  await core.announce({ event: 'status', repository, sender: creator, at: input.at, detail })
  return status
}

export type CheckRunFields = Partial<
  Omit<CheckRunRow, 'id' | 'repositoryId' | 'appId' | 'headSha' | 'name'>
> & { readonly name?: string }

/** Adds a check run of an app to a commit. A conclusion completes it. */
export async function addCheckRun(
  core: Core,
  input: {
    readonly repository: string
    readonly appId: number
    readonly name: string
    readonly headSha: string
    readonly at: Date
  } & CheckRunFields,
): Promise<CheckRunRow> {
  const { repository: fullName, at, appId, name, headSha, ...fields } = input
  const repository = repositoryNamed(core, fullName)
  await mustExist(core, repository, headSha)
  const run = core.state.checkRuns.put({
    id: core.state.nextId(),
    repositoryId: repository.id,
    appId,
    name,
    headSha,
    status: 'queued',
    conclusion: null,
    detailsUrl: null,
    externalId: '',
    startedAt: stampOf(at),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    ...completed(fields, at),
  })
  core.state.save()
  await announceCheckRun(core, repository, run, run.status === 'completed' ? 'completed' : 'created', at)
  return run
}

export async function updateCheckRun(
  core: Core,
  input: { readonly id: number; readonly at: Date } & CheckRunFields,
): Promise<CheckRunRow> {
  const { id, at, ...fields } = input
  const before = core.state.checkRuns.mustGet(id)
  const run = core.state.checkRuns.patch(id, completed(fields, at))
  core.state.save()
  const repository = core.state.repositories.mustGet(run.repositoryId)
  const done = run.status === 'completed' && before.status !== 'completed'
  await announceCheckRun(core, repository, run, done ? 'completed' : 'created', at)
  return run
}

function completed(fields: CheckRunFields, at: Date): CheckRunFields {
  if (fields.conclusion == null && fields.status !== 'completed') return fields
  if (fields.conclusion == null) {
    throw new Refusal(422, 'Invalid request.\n\nMissing conclusion for a completed check run.')
  }
  return { ...fields, status: 'completed', completedAt: fields.completedAt ?? stampOf(at) }
}

async function announceCheckRun(
  core: Core,
  repository: RepositoryRow,
  run: CheckRunRow,
  action: string,
  at: Date,
): Promise<void> {
  const sender = core.state.accounts.mustGet(core.state.apps.mustGet(run.appId).botId)
  const detail = async (): Promise<Record<string, unknown>> => ({
    check_run: presentCheckRun(core, repository, run),
  })
  await core.announce({ event: 'check_run', action, repository, sender, at, detail })
}

async function mustExist(core: Core, repository: RepositoryRow, sha: string): Promise<void> {
  if (!/^[0-9a-f]{40}$/.test(sha) || (await core.git(repository.id).readCommit(sha)) === null) {
    throw new Refusal(422, `No commit found for SHA: ${sha}`)
  }
}
