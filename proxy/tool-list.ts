import { createHash } from 'node:crypto'
import {
  elementsOf,
  isList,
  isObject,
  membersOf,
  stringAt,
  withoutPythonNumbers,
  type Span,
} from './json-scan'
import type { EventFields } from './event-log'
import { goJson, type Json } from './go-json'
import { ownCopy } from './own-copy'
import { LONGEST_NAME } from './quoted'
import { beforeNul, spelled } from './spelling'

/** A tool as the server describes it, in an event. Digests tell whether a definition changed without keeping its text. */
export interface DescribedTool {
  readonly name: string
  readonly title?: string
  /** The server's hints: `readOnlyHint`, `destructiveHint`, `idempotentHint`, `openWorldHint`. */
  readonly annotations?: Readonly<Record<string, boolean>>
  /** `sha256:` and hex, over JSON with sorted keys. */
  readonly input_schema: string
  readonly description: string
}

/** One page of a server's tools. */
export interface ToolPage {
  readonly tools: readonly DescribedTool[]
  /** The cursor of the page that follows; undefined when this is the last one. */
  readonly next: string | undefined
}

/** A list of tools in a text. */
export interface ToolList extends ToolPage {
  /** Where each tool stands, in the same order. */
  readonly spans: readonly Span[]
  /** All that some reader takes for the name of each; the empty one where it has none. */
  readonly names: readonly (readonly string[])[]
}

/** Reads the result of `tools/list` at a span of valid JSON: the lists that readers may take for its tools, one unless it is ambiguous. */
export function readToolLists(text: string, result: Span): ToolList[] {
  if (!isObject(text, result.start)) return []
  const members = membersOf(text, result.start)
  const cursor = members.findLast(({ key }) => key === 'nextCursor')?.value
  const next =
    cursor !== undefined && text[cursor.start] === '"'
      ? ownCopy(stringAt(text, cursor)) || undefined
      : undefined
  const lists = spelled(members, 'tools').filter(({ value }) => isList(text, value.start))
  return lists.map(({ value }) => {
    const spans = elementsOf(text, value.start)
    return {
      tools: spans.map((span) => describe(text.slice(span.start, span.end))),
      spans,
      names: spans.map((span) => namesOf(text, span)),
      next,
    }
  })
}

/** The lists of an answer as one page: where readers find different ones, what any of them finds. */
export function joinedPage(lists: readonly ToolList[]): ToolPage | undefined {
  const last = lists.at(-1)
  return last && { tools: lists.flatMap(({ tools }) => tools), next: last.next }
}

function namesOf(text: string, tool: Span): string[] {
  const members = isObject(text, tool.start) ? spelled(membersOf(text, tool.start), 'name') : []
  const names = members.flatMap(({ value }) => (text[value.start] === '"' ? [stringAt(text, value)] : []))
  return names.length === 0 ? [''] : names.flatMap((name) => [name, beforeNul(name)])
}

/** Cuts elements out of a list, each with one comma; every other byte stays. */
export function withoutElements(
  text: string,
  elements: readonly Span[],
  remove: (index: number) => boolean,
): string {
  const kept = elements.filter((_, i) => !remove(i))
  const [first] = elements
  const last = elements.at(-1)
  if (first === undefined || last === undefined || kept.length === elements.length) return text
  const pieces: string[] = []
  elements.forEach((element, i) => {
    if (remove(i)) return
    const next = elements[i + 1]
    pieces.push(text.slice(element.start, element.end))
    // The space and the comma behind it, unless nothing follows any more.
    if (next !== undefined && element !== kept.at(-1)) pieces.push(text.slice(element.end, next.start))
  })
  return text.slice(0, first.start) + pieces.join('') + text.slice(last.end)
}

function describe(source: string): DescribedTool {
  const tool = asObject(JSON.parse(withoutPythonNumbers(source)))
  const annotations = hints(asObject(tool.annotations))
  return {
    name: typeof tool.name === 'string' ? tool.name : '',
    ...(typeof tool.title === 'string' ? { title: tool.title.slice(0, 200) } : {}),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    input_schema: digest(tool.inputSchema),
    description: digest(tool.description),
  }
}

function hints(annotations: Record<string, unknown>): Record<string, boolean> {
  const found: Record<string, boolean> = {}
  for (const [key, value] of Object.entries(annotations))
    if (/^\w{1,40}Hint$/.test(key) && typeof value === 'boolean') found[key] = value
  return found
}

/** Anything else than an object has no members. */
function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function digest(value: unknown): string {
  const text = sortedJson(value)
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** A text that is equal for equal values. */
function sortedJson(value: unknown): string {
  try {
    return JSON.stringify(value, sortKeys) ?? 'null'
  } catch (error) {
    // As deep as the stack is, and no deeper. No tool needs that; a list must not end the proxy.
    if (error instanceof RangeError) return 'too deep'
    throw error
  }
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What a client asked for with `tools/list`. */
export interface ListRequest {
  /** Whose list it is: pages asked for by another one do not belong to it. */
  readonly reader: object
  /** Undefined for the first page. */
  readonly cursor: string | undefined
}

/** A list of which the page at `cursor` is still to come. */
interface BegunList extends ListRequest {
  readonly tools: readonly DescribedTool[]
}

/** Clients that stop in the middle of a list must not fill the memory: the oldest lists are forgotten. */
const MOST_BEGUN = 100

/** The tools of a server over all pages, and whether they differ from the last time. */
export class ToolInventory {
  #begun: BegunList[] = []
  #known: string | undefined

  /**
   * Takes a page; returns all tools when it was the last page of a list that was seen from its first one on, and anything changed.
   * Clients list at the same time, and one may resume in the middle: a page goes behind the one that gave out its cursor to its reader.
   */
  add(page: ToolPage, { reader, cursor }: ListRequest): readonly DescribedTool[] | undefined {
    const before = cursor === undefined ? [] : this.#take(reader, cursor)
    if (before === undefined) return undefined
    const tools = [...before, ...page.tools]
    if (page.next !== undefined) {
      this.#take(reader, page.next)
      this.#begun.push({ reader, cursor: page.next, tools })
      if (this.#begun.length > MOST_BEGUN) this.#begun.shift()
      return undefined
    }
    tools.sort((a, b) => (a.name < b.name ? -1 : 1))
    const known = digest(tools)
    if (known === this.#known) return undefined
    this.#known = known
    return tools
  }

  #take(reader: object, cursor: string): readonly DescribedTool[] | undefined {
    const at = this.#begun.findIndex((list) => list.reader === reader && list.cursor === cursor)
    return at === -1 ? undefined : this.#begun.splice(at, 1)[0]?.tools
  }
}

/** A connector sends lines up to 256 KiB; the rest of the event needs little. */
const MOST_JSON = 192 * 1024

/**
 * The tools as an event holds them. Of a list that no event can hold, as many as fit, how many are left out, and a digest of all: a server
 * cannot hide a change behind the length of its list.
 */
export function toolFields(tools: readonly DescribedTool[]): EventFields {
  const kept: Json[] = []
  let length = 0
  for (const tool of tools) {
    const short = { ...tool, name: tool.name.slice(0, LONGEST_NAME) }
    length += Buffer.byteLength(goJson(short)) + 1
    if (length > MOST_JSON) break
    kept.push(short)
  }
  const left = tools.length - kept.length
  return {
    tools: kept,
    ...(left === 0 ? {} : { left_out: left, list: digest(tools) }),
  }
}
