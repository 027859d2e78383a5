import { elementsOf, isList, isObject, membersOf, skipSpace, type Member, type Span } from './json-scan'
import { readId, type MessageId } from './message-id'

/** An answer of the server. */
export interface ServerAnswer {
  readonly id: MessageId
  /** It has a JSON-RPC error that is not null. */
  readonly failed: boolean
  readonly result?: Span
}

/** The answers in one payload of a server: one, or those of a batch; none when it is a request, a notification, or no JSON at all. */
export function readAnswers(text: string): ServerAnswer[] {
  // HTTP clients skip a byte order mark, so that what is behind it must be judged.
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  if (!isJson(text.slice(mark))) return []
  const start = skipSpace(text, mark)
  const spans = isList(text, start) ? elementsOf(text, start) : [{ start, end: text.length }]
  return spans.flatMap((span) =>
    isObject(text, span.start) ? readAnswer(text, membersOf(text, span.start)) : [],
  )
}

function readAnswer(text: string, members: Member[]): ServerAnswer[] {
  const value = (name: string) => members.findLast(({ key }) => key === name)?.value
  const [id, method] = [value('id'), value('method')]
  // A method that is no text makes no request: readers that leave it out see an answer.
  if (id === undefined || (method !== undefined && text[method.start] === '"')) return []
  const error = value('error')
  const result = value('result')
  const failed = error !== undefined && text.slice(error.start, error.end) !== 'null'
  return [{ id: readId(text, id), failed, ...(result === undefined ? {} : { result }) }]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
