import type { Context, PersonActor } from '@/lib/context'
import { listAudit, type AuditFilter, type AuditLine } from './list-audit'

/** More lines than this are not exported at once; whoever needs more takes a time range after the other. */
export const EXPORT_LINES = 50_000
const PAGE = 1000

/** The trail, newest first, page by page, at most `EXPORT_LINES` lines. For everybody who may read the trail. */
export async function* exportAudit({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: AuditFilter
}): AsyncGenerator<readonly AuditLine[]> {
  let before: string | undefined
  for (let written = 0; written < EXPORT_LINES; written += PAGE) {
    const { lines, next } = await listAudit({ ctx, input: { ...input, before, limit: PAGE } })
    yield lines
    if (next === null) return
    before = next
  }
}
