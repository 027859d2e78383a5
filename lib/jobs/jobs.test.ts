import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServer, systemContext, trackedHistory } from '@/lib/server'
import { findRevision } from '@/lib/repository/find-revision'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import type { Job } from './job'
import { keepPartitionsJob } from './keep-partitions'
import { pollMirrorJob } from './poll-mirror'
import { recordRefUpdates } from './record-ref-updates'
import { tidyUpJob } from './tidy-up'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

const DAY_MS = 86_400_000

function runOnce(job: Job, now = new Date()): Promise<void> {
  const ctx = { ...systemContext(test.server, job.name), now }
  return job.run({ ctx, server: test.server, signal: new AbortController().signal })
}

async function partitions(of: string): Promise<string[]> {
  const { rows } = await test.server.database.pool.query<{ name: string }>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1',
    [of],
  )
  return rows.map(({ name }) => name)
}

describe('partitions', () => {
  it('exist for all days that an event may have, and are dropped past their time, on the record', async () => {
    const now = new Date('2026-11-26T12:00:00Z')
    await runOnce(keepPartitionsJob, now)
    const days = await partitions('decision')
    expect([days[0], days.at(-1)]).toEqual(['decision_20260828', 'decision_20261204'])
    await runOnce(keepPartitionsJob, new Date(now.getTime() + 2 * DAY_MS))
    const later = await partitions('decision')
    expect([later[0], later.at(-1)]).toEqual(['decision_20260830', 'decision_20261206'])
    expect((await partitions('decision_minute'))[0]).toBe('decision_minute_202608')
    const record = await test.server.database.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'decisions.dropped' },
    })
    expect(record).toMatchObject({
      actorName: 'partitions',
      detail: { partitions: ['decision_20260828', 'decision_20260829'] },
    })
  })

  it('that are due are not dropped while somebody reads the log at length, so that nobody else waits; they are at the next turn', async () => {
    const now = new Date('2026-12-10T12:00:00Z')
    await runOnce(keepPartitionsJob, now)
    const [oldest] = await partitions('decision')
    const reader = await test.server.database.pool.connect()
    await reader.query('BEGIN; SELECT count(*) FROM decision')
    const later = new Date(now.getTime() + DAY_MS)
    const dropping = runOnce(keepPartitionsJob, later)
    await expect(dropping).rejects.toMatchObject({ code: '55P03' })
    expect((await partitions('decision'))[0]).toBe(oldest)
    await reader.query('COMMIT')
    reader.release()
    await runOnce(keepPartitionsJob, later)
    expect((await partitions('decision'))[0]).not.toBe(oldest)
  })

  it('of counts stay for thirteen months', async () => {
    const now = new Date('2027-10-15T12:00:00Z')
    await runOnce(keepPartitionsJob, now)
    expect((await partitions('decision_minute'))[0]).toBe('decision_minute_202609')
  })
})

describe('tidying up', () => {
  it('removes what has ended and keeps what has not', async () => {
    const { prisma } = test.server.database
    await test.signIn('ana')
    await test.signIn('ana')
    const [old] = await prisma.session.findMany()
    await prisma.session.update({
      where: { id: old?.id ?? '' },
      data: { expiresAt: new Date(Date.now() - 1) },
    })
    const delivery = (deliveryId: string, ageMs: number) => {
      const at = new Date(Date.now() - ageMs)
      return { deliveryId, event: 'push', receivedAt: at, processedAt: at }
    }
    await prisma.webhookDelivery.createMany({ data: [delivery('new', DAY_MS), delivery('old', 8 * DAY_MS)] })
    await runOnce(tidyUpJob)
    expect(await prisma.session.count()).toBe(1)
    expect((await prisma.webhookDelivery.findMany()).map(({ deliveryId }) => deliveryId)).toEqual(['new'])
  })
})

describe('the forge’s tokens of a person', () => {
  it('go when their last session has run out, but for those of a sign-in under way', async () => {
    const { prisma } = test.server.database
    await test.signIn('ben')
    const { id: userId } = await prisma.person.findFirstOrThrow({ where: { login: 'ben' } })
    const hasTokens = async () =>
      (await prisma.account.findFirstOrThrow({ where: { userId } })).accessToken !== null
    await runOnce(tidyUpJob)
    expect(await hasTokens()).toBe(true)
    await prisma.session.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() - 1) } })
    await runOnce(tidyUpJob)
    expect(await hasTokens()).toBe(true)
    await runOnce(tidyUpJob, new Date(Date.now() + 61_000))
    expect(await hasTokens()).toBe(false)
  })
})

describe('the tracked branch', () => {
  it('is recorded at the start where branches stand', async () => {
    await runOnce(pollMirrorJob)
    const rows = await test.server.database.prisma.refUpdate.findMany()
    expect(rows).toMatchObject([{ ref: 'refs/heads/main', old: null, source: 'start' }])
  })

  it('is followed when it gets another name, with all that was seen of it, also by the next process', async () => {
    const { server, forge } = test
    const { prisma } = server.database
    await runOnce(pollMirrorJob)
    const { tip } = await trackedHistory(server)
    const at = new Date('2026-03-03T09:00:00Z')
    await prisma.changeRequest.create({
      data: {
        repositoryId: server.repository.id,
        number: 77,
        title: 't',
        state: 'merged',
        openedBy: 'ana',
        baseRef: 'main',
        headRef: 'x',
        baseSha: tip,
        headSha: tip,
        openedAt: at,
        updatedAt: at,
        refreshedAt: at,
      },
    })
    const rename = { owner: 'acme', repo: 'policies', branch: 'main', new_name: 'trunk' }
    await forge.as('dora').rest.repos.renameBranch(rename)
    await runOnce(pollMirrorJob)
    expect((await trackedHistory(server)).tip).toBe(tip)
    expect(server.repository.ref).toBe('refs/heads/trunk')
    const seen = await prisma.refUpdate.findMany({ where: { ref: 'refs/heads/trunk' } })
    expect(seen.map((update) => update.new)).toEqual([tip])
    expect(await prisma.changeRequest.count({ where: { baseRef: 'trunk' } })).toBe(1)
    const next = await openServer(server.environment)
    expect(next.repository.ref).toBe('refs/heads/trunk')
    await next.close()
    await forge.as('dora').rest.repos.renameBranch({ ...rename, branch: 'trunk', new_name: 'main' })
    await runOnce(pollMirrorJob)
    expect(server.repository.ref).toBe('refs/heads/main')
  })

  it('has under its old name, when it gets that back, what was seen of it under the other one', async () => {
    const { server, forge } = test
    const { prisma } = server.database
    const dora = forge.as('dora').rest
    const name = { owner: 'acme', repo: 'policies' }
    await runOnce(pollMirrorJob)
    const { tip: before } = await trackedHistory(server)
    await dora.repos.renameBranch({ ...name, branch: 'main', new_name: 'between' })
    await runOnce(pollMirrorJob)
    await runOnce(pollMirrorJob)
    const files = { 'payments/limits.yaml': 'limit: 7\n' }
    const push = {
      repository: 'acme/policies',
      branch: 'between',
      files,
      message: 'In between',
      person: 'ana',
    }
    await forge.forge.commitFiles({ ...push, at: new Date('2026-03-04T09:00:00Z') })
    await runOnce(pollMirrorJob)
    const { tip } = await trackedHistory(server)
    expect(tip).not.toBe(before)
    await dora.repos.renameBranch({ ...name, branch: 'between', new_name: 'main' })
    await runOnce(pollMirrorJob)
    const movesOf = (ref: string) =>
      prisma.refUpdate.findMany({ where: { ref: `refs/heads/${ref}` }, orderBy: { id: 'asc' } })
    const moved = (await movesOf('between')).find((move) => move.new === tip)
    const main = await movesOf('main')
    expect(main.slice(1).map(({ old }) => old)).toEqual(main.slice(0, -1).map((move) => move.new))
    expect(main.at(-1)).toMatchObject({ old: before, new: tip, seenAt: moved?.seenAt })
    // At no moment in between it was not there.
    const ctx = systemContext(server, 'test')
    const history = await trackedHistory(server)
    const source = { mirror: server.mirror, history, ref: 'refs/heads/main' }
    const at = (ms: number) => new Date((moved?.seenAt.getTime() ?? 0) + ms).toISOString()
    const found = (commit: string) => ({ kind: 'found', revision: { commit } })
    expect(await findRevision({ ctx, source }, at(-1))).toMatchObject(found(before))
    expect(await findRevision({ ctx, source }, at(1))).toMatchObject(found(tip))
  })

  it('is not recorded under its new name by a replica that does not know yet that it was the old one', async () => {
    const { server, forge } = test
    const { prisma } = server.database
    await runOnce(pollMirrorJob)
    const { tip } = await trackedHistory(server)
    const rename = { owner: 'acme', repo: 'policies', branch: 'main', new_name: 'release' }
    await forge.as('dora').rest.repos.renameBranch(rename)
    await server.mirror.fetch()
    const ctx = systemContext(server, 'test')
    const look = { source: 'poll', tracked: 'refs/heads/main' } as const
    expect(await recordRefUpdates(ctx, server.mirror, look)).toBeNull()
    await runOnce(pollMirrorJob)
    const seen = await prisma.refUpdate.findMany({
      where: { ref: 'refs/heads/release' },
      orderBy: { id: 'asc' },
    })
    expect(seen.at(-1)).toMatchObject({ new: tip })
    expect(seen.map(({ old }) => old)).toEqual([null, ...seen.slice(0, -1).map((one) => one.new)])
    await forge.as('dora').rest.repos.renameBranch({ ...rename, branch: 'release', new_name: 'main' })
    await runOnce(pollMirrorJob)
    expect(server.repository.ref).toBe('refs/heads/main')
  })
})
