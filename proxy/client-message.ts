import { isObject, membersOf, repeatedKey, stringAt, type Member, type Span } from './json-scan'
import { LONGEST_ID, readId, type MessageId } from './message-id'
import { LONGEST_NAME, quoted } from './quoted'
import { beforeNul, spelled, spelling } from './spelling'

/** One message of a client, as much of it as decides what happens to it. */
export type ClientMessage =
  /** A call that every JSON reader understands in the same way. */
  | { readonly kind: 'call'; readonly id?: MessageId; readonly tool: string; readonly text: string }
  /** A call that some reader could understand in another way than we do, or not at all. */
  | { readonly kind: 'undecodable'; readonly id?: MessageId; readonly tool?: string; readonly why: string }
  /** Anything else with a method and an id. */
  | {
      readonly kind: 'request'
      readonly id: MessageId
      readonly method: string
      readonly params?: Span
      /** Ids that an error of the server says nothing about from now on: see DoubtfulIds. */
      readonly doubts: readonly MessageId[]
    }
  /** A notification, an answer to a request of the server, or nonsense. */
  | { readonly kind: 'other'; readonly doubts: readonly MessageId[] }
  /** No JSON object, or none that can be kept in mind until its answer. */
  | { readonly kind: 'invalid'; readonly why: string }

/** Reads the message that stands at `span` of a valid JSON text. */
export function readClientMessage(text: string, span: Span): ClientMessage {
  if (!isObject(text, span.start)) return { kind: 'invalid', why: 'The message is not a JSON object.' }
  const members = membersOf(text, span.start)
  const methods = spelled(members, 'method').map(({ value }) => beforeNul(textOf(text, value) ?? ''))
  const ids = readIds(text, spelled(members, 'id'))
  if (ids.some(({ text: { length } }) => length > LONGEST_ID))
    return { kind: 'invalid', why: `The id is longer than ${LONGEST_ID} characters.` }
  const id = ids.at(-1)
  if (methods.includes('tools/call')) return readCall(text, span, members, id)
  const method = methods.includes('tools/list') ? 'tools/list' : (methods.at(-1) ?? '')
  const cancelled = methods.includes('notifications/cancelled') ? readCancelled(text, members) : []
  if (id === undefined || method === '') return { kind: 'other', doubts: [...ids, ...cancelled] }
  const params = members.findLast(({ key }) => key === 'params')?.value
  const doubts = ids.length > 1 ? [...ids, ...cancelled] : cancelled
  return { kind: 'request', id, method, ...(params === undefined ? {} : { params }), doubts }
}

/** The requests that a cancellation may mean. */
function readCancelled(text: string, members: Member[]): MessageId[] {
  const params = spelled(members, 'params').filter(({ value }) => isObject(text, value.start))
  return params.flatMap(({ value }) => readIds(text, spelled(membersOf(text, value.start), 'requestid')))
}

function readIds(text: string, members: Member[]): MessageId[] {
  return members.map(({ value }) => readId(text, value))
}

function readCall(text: string, span: Span, members: Member[], id: MessageId | undefined): ClientMessage {
  const read = readTool(text, span, members)
  const given = id === undefined ? {} : { id }
  if ('why' in read) return { kind: 'undecodable', ...given, ...read }
  return { kind: 'call', ...given, tool: read.tool, text: text.slice(span.start, span.end) }
}

/** The tool that a call names; or why that is in doubt. */
function readTool(
  text: string,
  span: Span,
  members: Member[],
): { tool: string } | { tool?: string; why: string } {
  const repeated = repeatedKey(text, span.start)
  const odd = misspelled(members, ['jsonrpc', 'id', 'method', 'params'])
  if (repeated !== undefined) return { why: `member ${quoted(repeated)} is given twice` }
  if (odd !== undefined) return { why: `member ${quoted(odd)} is not spelled as it must be` }
  const params = members.find(({ key }) => key === 'params')?.value
  if (params === undefined || !isObject(text, params.start)) return { why: 'params is not an object' }
  return readParams(text, membersOf(text, params.start))
}

function readParams(text: string, members: Member[]): { tool: string } | { tool?: string; why: string } {
  const odd = misspelled(members, ['name', 'arguments'])
  if (odd !== undefined) return { why: `member ${quoted(odd)} of params is not spelled as it must be` }
  const name = members.find(({ key }) => key === 'name')?.value
  const tool = name === undefined ? undefined : textOf(text, name)
  if (tool === undefined) return { why: 'params.name is not a string' }
  if (tool.length > LONGEST_NAME) return { why: `params.name is longer than ${LONGEST_NAME} characters` }
  // Half of a surrogate pair is a different character to every reader.
  if (/\p{Surrogate}/u.test(tool)) return { why: 'params.name is not valid Unicode' }
  // Swift's texts are equal when this form of them is: KELVIN SIGN and K.
  if (tool !== tool.normalize('NFC')) return { why: 'params.name is not in Unicode normal form C' }
  if (tool.includes('\0')) return { why: 'params.name holds U+0000, which ends it for some readers' }
  const given = members.find(({ key }) => key === 'arguments')?.value
  if (given !== undefined && !isObject(text, given.start) && text.slice(given.start, given.end) !== 'null')
    return { tool, why: 'params.arguments is not an object' }
  return { tool }
}

function misspelled(members: Member[], names: string[]): string | undefined {
  return members.find(({ key }) => !names.includes(key) && names.includes(spelling(key)))?.key
}

function textOf(text: string, value: Span): string | undefined {
  return text[value.start] === '"' ? stringAt(text, value) : undefined
}
