import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Context, PersonActor, Role } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { recordAudit } from '@/lib/audit/record-audit'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { describeRetention } from './describe-retention'

let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let repositoryId: string
const now = new Date('2026-11-24T12:00:00Z')
const environment = { DECISION_RETENTION_DAYS: 30, ROLL_UP_RETENTION_MONTHS: 6 }

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase(fresh.url, () => {})
  const data = { owner: 'acme', name: 'policies', defaultBranch: 'main' }
  repositoryId = (await db.prisma.repository.create({ data })).id
})
afterAll(async () => {
  await db.close()
  await fresh.drop()
})

function person(role: Role): Context<PersonActor> {
  const ids = { personId: randomUUID(), sessionId: randomUUID() }
  const actor: PersonActor = { kind: 'person', ...ids, login: 'dora', name: 'Dora', role }
  return { actor, db, repositoryId, now, requestId: 'request-1' }
}

it('tells an administrator what is kept how long, and how much there is', async () => {
  await recordAudit(person('admin'), { action: 'key.created', subject: 'x' })
  const answer = await describeRetention({ ctx: person('admin'), environment })
  if (answer.kind !== 'retention') throw new Error(answer.kind)
  const of = (what: string) => answer.rows.find((row) => row.what === what)
  expect(of('Audit trail')).toMatchObject({ kept: 'for good', rows: 1, exact: true, since: now })
  expect(of('Decisions')).toMatchObject({ kept: '30 days', rows: 0, since: null })
  expect(of('Counts per hour')).toMatchObject({ kept: '6 months', rows: 0 })
  expect(of('Audit trail')?.bytes).toBeGreaterThan(0)
})

it('tells nobody else', async () => {
  expect(await describeRetention({ ctx: person('maintain'), environment })).toEqual({ kind: 'forbidden' })
})
