import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context, PersonActor } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { exportAudit } from './export-audit'
import { listAudit, type AuditFilter } from './list-audit'
import { recordAudit, type AuditEntry } from './record-audit'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let repositoryId: string

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase(fresh.url, () => {})
  const data = { owner: 'acme', name: 'policies', defaultBranch: 'main' }
  repositoryId = (await db.prisma.repository.create({ data })).id
  // Written out of order, and two at the same instant, as replicas do.
  await write('ana', '2026-11-24T10:00:00Z', { action: 'key.created', subject: 'key-a' })
  await write('ben', '2026-11-24T12:00:00Z', { action: 'session.created', subject: '=cmd()' })
  await write('ana', '2026-11-24T11:00:00Z', { action: 'key.revoked', subject: 'key-a' })
  await write('ana', '2026-11-24T11:00:00Z', { action: 'proxy.retired', subject: 'Stripe_Prod' })
})
afterAll(async () => {
  await db.close()
  await fresh.drop()
})

function person(login: string, now: string): Context<PersonActor> {
  const ids = { personId: randomUUID(), sessionId: randomUUID() }
  const actor: PersonActor = { kind: 'person', ...ids, login, name: login, role: 'read' }
  return { actor, db, repositoryId, now: new Date(now), requestId: 'request-1' }
}

function write(login: string, at: string, entry: AuditEntry): Promise<void> {
  return recordAudit(person(login, at), entry)
}

async function actions(input: AuditFilter): Promise<string[]> {
  const { lines } = await listAudit({ ctx: person('lena', '2026-11-25T00:00:00Z'), input })
  return lines.map(({ action }) => action)
}

describe('the trail', () => {
  it('is newest first by when it happened, whatever was written first', async () => {
    const all = await actions({})
    expect([all[0], all.at(-1)]).toEqual(['session.created', 'key.created'])
    expect(all).toHaveLength(4)
  })

  it('pages without leaving out or repeating lines of one instant', async () => {
    const ctx = person('lena', '2026-11-25T00:00:00Z')
    const seen: string[] = []
    let before: string | undefined
    do {
      const page = await listAudit({ ctx, input: { before, limit: 1 } })
      seen.push(...page.lines.map(({ id }) => id))
      before = page.next ?? undefined
    } while (before !== undefined)
    expect(new Set(seen).size).toBe(4)
    expect(seen).toHaveLength(4)
  })

  it.each<[string, AuditFilter, string[]]>([
    ['a person', { who: 'ben' }, ['session.created']],
    ['a noun', { action: 'key' }, ['key.revoked', 'key.created']],
    ['a whole action', { action: 'key.created' }, ['key.created']],
    ['text in what it was done to, in any case', { q: 'prod' }, ['proxy.retired']],
    ['text whose signs mean nothing', { q: 'Stripe%' }, []],
    ['an underscore that is one', { q: 'stripe_p' }, ['proxy.retired']],
    ['a beginning', { from: new Date('2026-11-24T12:00:00Z') }, ['session.created']],
    ['an end, exclusive', { to: new Date('2026-11-24T11:00:00Z') }, ['key.created']],
    ['nobody', { who: 'nobody' }, []],
  ])('is narrowed by %s', async (_, filter, expected) => {
    expect(await actions(filter)).toEqual(expected)
  })

  it('belongs to one repository', async () => {
    const data = { owner: 'acme', name: 'other', defaultBranch: 'main' }
    const other = await db.prisma.repository.create({ data })
    const ctx = { ...person('lena', '2026-11-25T00:00:00Z'), repositoryId: other.id }
    expect((await listAudit({ ctx, input: {} })).lines).toEqual([])
  })

  it.each(['UPDATE audit_event SET subject = NULL', 'DELETE FROM audit_event', 'TRUNCATE audit_event'])(
    'cannot be rewritten: %s',
    async (statement) => {
      await expect(db.pool.query(statement)).rejects.toThrow('audit_event only grows')
      expect(await actions({})).toHaveLength(4)
    },
  )
})

describe('an export', () => {
  async function exported(filter: AuditFilter = {}) {
    const lines = []
    const ctx = person('lena', '2026-11-25T00:00:00Z')
    for await (const page of exportAudit({ ctx, input: filter })) lines.push(...page)
    return lines
  }

  it('has every line once, newest first', async () => {
    expect(await exported()).toEqual(
      (await listAudit({ ctx: person('lena', '2026-11-25T00:00:00Z'), input: {} })).lines,
    )
    expect(await exported()).toHaveLength(4)
  })

  it('is narrowed as the page is', async () => {
    expect(await exported({ who: 'ben' })).toMatchObject([
      { actorName: 'ben', action: 'session.created', subject: '=cmd()', requestId: 'request-1' },
    ])
  })
})
