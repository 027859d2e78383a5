import { toPersonRow } from '@/app/(console)/settings/people/person-row'
import { readOwnership } from '@/app/(console)/settings/people/read-ownership'
import type { Context } from '@/lib/context'
import { download, type ExportFormat } from '@/lib/http/download'
import type { PersonLine } from '@/lib/people/list-people'
import type { Server } from '@/lib/server'

/** Columns of a person, in their order. */
export const PEOPLE_COLUMNS = [
  'login',
  'name',
  'role',
  'roleCheckedAt',
  'ownerThrough',
  'ownedPolicies',
  'mayLook',
  'mayDraft',
  'mayApprove',
  'maySet',
  'sessions',
] as const

/** The people of the settings as a file. What GitHub does not say at the moment is empty. */
export async function downloadPeople(
  ctx: Context,
  opened: Server,
  people: readonly PersonLine[],
  format: ExportFormat,
): Promise<Response> {
  const ownsOf = await readOwnership(ctx, opened)
  const rows = people.map((person) => {
    const { owns, ...row } = toPersonRow(person, ownsOf(person.login))
    return {
      login: row.login,
      name: row.name,
      role: row.role,
      roleCheckedAt: row.roleCheckedAt?.toISOString() ?? null,
      ownerThrough: owns?.through ?? null,
      ownedPolicies: owns?.policies ?? null,
      mayLook: row.looks,
      mayDraft: row.drafts,
      mayApprove: owns === null ? null : owns.policies > 0 && row.drafts,
      maySet: row.administers,
      sessions: row.sessions,
    }
  })
  const name = `lockstep-people-${ctx.now.toISOString().slice(0, 10)}`
  return download({ name, format, columns: PEOPLE_COLUMNS }, [rows])
}
