import { changeMoment } from '@/app/(console)/changes/change-moment'
import { whyNothing } from '@/components/policy/why-nothing'
import { changesAsOf } from '@/lib/changes/changes-as-of'
import { CHANGES_THEN_COLUMNS, exportChangesThen } from '@/lib/changes/export-changes-then'
import type { Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { download, type ExportFormat } from '@/lib/http/download'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { type Server, trackedHistory } from '@/lib/server'

/** The changes as of an instant or commit as a file: what was open then, and behind it what had been done. */
export async function downloadThen(
  ctx: Context,
  opened: Server,
  text: string,
  format: ExportFormat,
): Promise<Response> {
  const history = await trackedHistory(opened)
  const answer = await changeMoment(ctx, opened, history, text)
  if (answer.kind !== 'found') {
    const { title, next } = whyNothing(answer)
    throw new RequestError('not-found', `${title}. ${next}`)
  }
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const then = await changesAsOf({ ctx, source: opened, history, root, input: answer.moment })
  const name = `lockstep-changes-as-of-${then.at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
  return download({ name, format, columns: CHANGES_THEN_COLUMNS }, [exportChangesThen(then, root)])
}
