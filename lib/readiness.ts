import type { Lane } from './db/database'
import { schemaFit } from './db/schema-version'
import { lastTip } from './repository/last-tip'
import { serverFor } from './server'

type Part = 'ok' | 'unusable'

/** Whether this process can serve, part by part; says nothing that an outsider could use. */
export interface Readiness {
  readonly ready: boolean
  readonly database: Part
  readonly migrations: Part
  readonly mirror: Part
}

const NOTHING: Readiness = { ready: false, database: 'unusable', migrations: 'unusable', mirror: 'unusable' }

/** Looks at what every page and every connector needs, with the connections of this lane. Why something is unusable stands in the log. */
export async function checkReadiness(lane: Lane): Promise<Readiness> {
  const opened = await serverFor(lane).catch(() => null)
  if (opened === null) return NOTHING
  const { database, mirror, repository } = opened
  const migrations = await schemaFit(database).then(
    (fit): Part | null => (fit.kind === 'current' ? 'ok' : 'unusable'),
    () => null,
  )
  const tracked = { db: database, repositoryId: repository.id }
  const tip = await lastTip(tracked, mirror, repository.ref).catch(() => null)
  const parts = {
    database: migrations === null ? ('unusable' as const) : ('ok' as const),
    migrations: migrations ?? ('unusable' as const),
    mirror: tip === null ? ('unusable' as const) : ('ok' as const),
  }
  return { ready: Object.values(parts).every((part) => part === 'ok'), ...parts }
}
