import { goJson, type Json } from './go-json'
import type { MessageId } from './message-id'

/** What every denial to an agent begins with, in Intercept's words. */
export const DENIED = '[INTERCEPT POLICY DENIED]'

/** JSON-RPC 2.0: the text is no JSON. */
export const PARSE_ERROR = -32_700
/** JSON-RPC 2.0: the JSON is no request. */
export const INVALID_REQUEST = -32_600
/** From the range that JSON-RPC leaves to servers: the one behind the proxy is gone. */
export const SERVER_GONE = -32_000

/** The answer to a denied call: a tool result that is an error, as Intercept gives it, with the decision's id for whoever looks it up. */
export function denialReply(id: MessageId, message: string, decision: string): string {
  const text = `${DENIED} ${message}`
  return reply(id.text, 'result', {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { 'lockstep/decision': decision },
  })
}

/** A JSON-RPC error. Without an id, the answer to what had none that could be read. */
export function errorReply(id: MessageId | undefined, code: number, message: string): string {
  return reply(id?.text ?? 'null', 'error', { code, message })
}

/** The id is repeated as it was written. */
function reply(id: string, member: string, value: Json): string {
  return `{"jsonrpc":"2.0","id":${id},"${member}":${goJson(value)}}`
}
