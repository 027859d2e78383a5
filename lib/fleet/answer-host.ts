import { recordAudit } from '@/lib/audit/record-audit'
import type { ConnectorActor, Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import { sha256 } from '@/lib/git/content-digest'
import { MAX_HOST_FILE_BYTES, type HostAnswer } from '@/lib/wire/host-request'

export type AnswerHostResult =
  | { readonly kind: 'taken' }
  /** There is no such request of this proxy, it was answered, or it has ended. */
  | { readonly kind: 'not-open' }
  | { readonly kind: 'not-valid'; readonly detail: string }

const TAKE = `
  UPDATE host_request SET answered_at = $3, result = $4, answer_sha256 = decode($5, 'hex'), content = $6, masked = $7, error = $8
  WHERE id = $1 AND proxy_id = $2 AND answered_at IS NULL AND expires_at > $3 AND (kind = 'read' OR $6::bytea IS NULL)
  RETURNING kind, asked_by AS "askedBy"`

/** Takes a connector's answer to what a person asked, once. The text is kept for minutes; the trail has digests and sizes only. */
export async function answerHost({
  ctx,
  input,
}: {
  readonly ctx: Context<ConnectorActor>
  readonly input: HostAnswer
}): Promise<AnswerHostResult> {
  const content = input.content === null ? null : Buffer.from(input.content, 'base64')
  const problem = problemOf(input, content)
  if (problem !== null) return { kind: 'not-valid', detail: problem }
  const { proxyId, proxyName } = ctx.actor
  return ctx.db.transaction(async (client) => {
    const { result, masked, error } = input
    const taken = await client.query<{ kind: string; askedBy: string }>(TAKE, [
      input.request,
      proxyId,
      ctx.now,
      result,
      input.sha256,
      content,
      masked,
      error,
    ])
    const [request] = taken.rows
    if (request === undefined) return { kind: 'not-open' }
    const detail = { askedBy: request.askedBy, sha256: input.sha256, error }
    const action = ACTIONS[result]
    const sent = content === null ? detail : { ...detail, bytes: content.length, masked }
    await recordAudit(ctx, { action, subject: proxyName, detail: sent }, client)
    await notify(ctx, 'fleet', [proxyName], client)
    return { kind: 'taken' }
  })
}

const ACTIONS = {
  content: 'proxy.file-sent',
  restored: 'proxy.restored',
  refused: 'proxy.request-refused',
} as const

function problemOf({ result, masked, sha256: said }: HostAnswer, content: Buffer | null): string | null {
  if ((result === 'content') !== (content !== null))
    return 'A text comes with the result content, and with no other.'
  if (content === null) return null
  if (content.length > MAX_HOST_FILE_BYTES) return `A file has at most ${MAX_HOST_FILE_BYTES} bytes.`
  if (content.includes(0) || !Buffer.from(content.toString('utf8')).equals(content))
    return 'The file must be text in UTF-8.'
  if (masked === 0 && sha256(content) !== said) return 'The bytes are not those of the digest.'
  return null
}
