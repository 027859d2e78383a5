import type { AuditQuery } from '@/lib/routes'
import type { AuditFilter } from './list-audit'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 86_400_000
const LONGEST = 200

type Raw = Readonly<Record<string, string | readonly string[] | undefined>>

/** What an address says about the trail: `query` as it was understood, for links; `filter` for the verb. */
export interface AuditSearch {
  readonly query: AuditQuery
  readonly filter: AuditFilter & { readonly before?: string | undefined }
}

/** Reads the keys of `AuditQuery`; what cannot be is ignored. A day in `to` is meant with all its hours, in UTC. */
export function readAuditSearch(raw: Raw): AuditSearch {
  const one = (key: string) => {
    const text = [raw[key]].flat()[0]
    // PostgreSQL knows no U+0000, so nothing that is stored holds one.
    const known = text?.replaceAll('\0', '').trim().slice(0, LONGEST)
    return known === '' ? undefined : known
  }
  const who = one('who')?.replace(/^@/, '')
  const [action, q] = [one('action'), one('q')]
  const [from, to] = [instant(one('from')), instant(one('to'))]
  const before = UUID.test(one('before') ?? '') ? one('before') : undefined
  const query = { who, action, q, from: from && one('from'), to: to && one('to'), before }
  const end = to && DAY.test(query.to ?? '') ? new Date(to.getTime() + DAY_MS) : to
  return { query, filter: { who, action, q, from, to: end, before } }
}

function instant(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}
