import type { ClientInfo } from './enforcer'
import { isObject, membersOf, stringAt, type Span } from './json-scan'
import { ownCopy } from './own-copy'

/** https://modelcontextprotocol.io/specification/2026-07-28/basic: from this revision on every request says who sends it. */
const MEMBER = 'io.modelcontextprotocol/clientInfo'
const MAX_NAME = 200

/** Who a message, the object at `span`, says that it is from; undefined where it says nothing, as before revision 2026-07-28. */
export function clientOfMessage(text: string, span: Span): ClientInfo | undefined {
  // Most messages say nothing. Some writers escape its slash.
  if (!text.slice(span.start, span.end).includes('clientInfo')) return undefined
  return readClient(text, memberOf(text, memberOf(text, memberOf(text, span, 'params'), '_meta'), MEMBER))
}

/** Who introduces itself with the params of `initialize`. */
export function clientOfParams(text: string, params: Span): ClientInfo | undefined {
  return readClient(text, memberOf(text, params, 'clientInfo'))
}

/** Whatever a client says of itself must not make the log unreadable. */
function readClient(text: string, info: Span | undefined): ClientInfo | undefined {
  if (info === undefined || !isObject(text, info.start)) return undefined
  const part = (name: string) => {
    const value = memberOf(text, info, name)
    return value !== undefined && text[value.start] === '"'
      ? ownCopy(stringAt(text, value).slice(0, MAX_NAME))
      : ''
  }
  return { name: part('name'), version: part('version') }
}

/** Of members with one name the last; undefined for anything else than an object. */
function memberOf(text: string, object: Span | undefined, key: string): Span | undefined {
  if (object === undefined || !isObject(text, object.start)) return undefined
  return membersOf(text, object.start).findLast((member) => member.key === key)?.value
}
