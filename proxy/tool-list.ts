import { createHash } from 'node:crypto'
import { elementsOf, isList, isObject, membersOf, stringAt, type Span } from './json-scan'
import type { EventFields } from './event-log'
import { goJson, type Json } from './go-json'

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
  /** Where each stands in the text, in the same order. */
  readonly spans: readonly Span[]
  /** More pages follow. */
  readonly more: boolean
}

/** Reads the result of `tools/list` at a span of valid JSON; undefined when it is none. */
export function readToolPage(text: string, result: Span): ToolPage | undefined {
  if (!isObject(text, result.start)) return undefined
  const members = membersOf(text, result.start)
  const list = members.findLast(({ key }) => key === 'tools')?.value
  if (list === undefined || !isList(text, list.start)) return undefined
  const cursor = members.findLast(({ key }) => key === 'nextCursor')?.value
  const spans = elementsOf(text, list.start)
  return {
    tools: spans.map((span) => describe(text.slice(span.start, span.end))),
    spans,
    more: cursor !== undefined && text[cursor.start] === '"' && stringAt(text, cursor) !== '',
  }
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
  const tool = asObject(JSON.parse(source))
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

/** The tools of a server over all pages, and whether they differ from the last time. */
export class ToolInventory {
  #pages: DescribedTool[] = []
  #known: string | undefined

  /** Takes a page; returns all tools when it was the last page and anything changed. */
  add(page: ToolPage, first: boolean): readonly DescribedTool[] | undefined {
    if (first) this.#pages = []
    this.#pages.push(...page.tools)
    if (page.more) return undefined
    const tools = this.#pages.sort((a, b) => (a.name < b.name ? -1 : 1))
    this.#pages = []
    const known = digest(tools)
    if (known === this.#known) return undefined
    this.#known = known
    return tools
  }
}

/** A connector sends lines up to 256 KiB; the rest of the event needs little. */
const MOST_JSON = 192 * 1024
const LONGEST_NAME = 500

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
