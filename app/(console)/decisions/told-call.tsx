import Link from 'next/link'
import { redirect } from 'next/navigation'
import { formatInstant } from '@/components/ui/format-time'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import type { Context } from '@/lib/context'
import { parseDecisionId } from '@/lib/decisions/decision-id'
import { findTold } from '@/lib/decisions/find-told'
import { routes } from '@/lib/routes'

/** Of the log around a call. */
const AROUND_MS = 30 * 60_000

/**
 * Opens the call whose denial told an agent the id that is looked for, whatever time is chosen: who has such an id knows nothing else. Says so
 * where there is none, or several; null when the text is no such id.
 */
export async function ToldCall({ ctx, text }: { ctx: Context; text: string | undefined }) {
  const found = text === undefined ? null : await findTold(ctx, text)
  if (found === null) return null
  const calls = found.map((id) => ({ id, at: new Date(Number(parseDecisionId(id)?.at ?? 0) / 1000) }))
  const [first, second] = calls
  if (first === undefined)
    return (
      <Note glyph="note" title="No denied call of the log has this id.">
        Its events have not arrived yet, or retention removed it. Allowed calls are found by tool and time.{' '}
        <HelpLink topic="wrongly-denied" />
      </Note>
    )
  if (second === undefined) redirect(hrefOf(first))
  return (
    <Note
      glyph="note"
      title="Several denied calls of the log have this id:"
      action={<HelpLink topic="wrongly-denied" />}
    >
      {calls.map((call) => (
        <Link key={call.id} href={hrefOf(call)} prefetch={false} style={{ marginRight: 8 }}>
          {formatInstant(call.at)}
        </Link>
      ))}
      A proxy gives each once: a file of events was copied, or written by something else.
    </Note>
  )
}

function hrefOf({ id, at }: { readonly id: string; readonly at: Date }): string {
  const end = (ms: number) => new Date(at.getTime() + ms).toISOString()
  return routes.decisions({ from: end(-AROUND_MS), to: end(AROUND_MS), d: id })
}
