import type { Database } from '@/lib/db/database'
import { fillLog } from '../log/fill-log'

const DECISIONS = 1_000_000
const DAYS = 7
const DAY = 86_400_000

/** A million decisions of 200 proxies, evenly over the last week. */
export async function fillWeek(db: Database, repositoryId: string): Promise<void> {
  const to = new Date()
  const from = new Date(to.getTime() - DAYS * DAY)
  await fillLog(db, { repositoryId, from, to, rows: DECISIONS, round: 1 })
}

/** The same of proxies that were retired since: the fleet stays what it was. */
export async function fillDecisions(db: Database): Promise<void> {
  const { id: repositoryId } = await db.prisma.repository.findFirstOrThrow()
  await fillWeek(db, repositoryId)
  await db.prisma.proxy.updateMany({ where: { environment: 'bench' }, data: { retiredAt: new Date() } })
  await db.pool.query('ANALYZE')
}
