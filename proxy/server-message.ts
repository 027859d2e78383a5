import {
  elementsOf,
  isList,
  isObject,
  membersOf,
  skipSpace,
  withoutPythonNumbers,
  type Member,
  type Span,
} from './json-scan'
import { readId, type MessageId } from './message-id'
import { spelled } from './spelling'

/** What a server sends with an id or a result. */
export interface ServerAnswer {
  /** Of the request that it answers; absent where it asks something itself. */
  readonly id?: MessageId
  /** Every reader can read it. */
  readonly isStrict: boolean
  /** To every reader it is an error, of this one request. */
  readonly failed: boolean
  /** All that some reader takes for its result, in their order: of members with one name some take the last, some the first, and some both. */
  readonly results: readonly Span[]
}

/**
 * The answers in one payload of a server: one, or those of a batch; none when nobody can read it. With the numbers that Python writes and reads
 * it is an answer to some, and so an error to nobody for certain.
 */
export function readAnswers(text: string): ServerAnswer[] {
  // HTTP clients skip a byte order mark, so that what is behind it must be judged.
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const isStrict = isJson(text.slice(mark))
  if (!isStrict && !isJson(withoutPythonNumbers(text.slice(mark)))) return []
  const start = skipSpace(text, mark)
  const spans = isList(text, start) ? elementsOf(text, start) : [{ start, end: text.length }]
  return spans
    .filter((span) => isObject(text, span.start))
    .map((span) => readAnswer(text, membersOf(text, span.start), isStrict))
}

function readAnswer(text: string, members: Member[], isStrict: boolean): ServerAnswer {
  const isNull = ({ value }: Member) => text.slice(value.start, value.end) === 'null'
  const [ids, errors, results] = [
    spelled(members, 'id'),
    spelled(members, 'error'),
    spelled(members, 'result'),
  ]
  const [error, ...moreErrors] = errors
  const isError = error?.key === 'error' && !isNull(error) && moreErrors.length === 0
  const id = ids.findLast(({ key }) => key === 'id')?.value
  return {
    ...(id === undefined || isRequest(text, members) ? {} : { id: readId(text, id) }),
    isStrict,
    failed: isStrict && isError && ids.length === 1 && results.every(isNull),
    results: results.map(({ value }) => value),
  }
}

/** A method that is no text makes no request: readers that leave it out see an answer. */
function isRequest(text: string, members: Member[]): boolean {
  const method = members.findLast(({ key }) => key === 'method')?.value
  return method !== undefined && text[method.start] === '"'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
