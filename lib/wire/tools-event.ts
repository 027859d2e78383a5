import { parseInstant } from './decision-event'

/** What a server may say about a tool: claims that nobody checked. Source: ToolAnnotations of the MCP schema. */
export const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const
export type Hint = (typeof HINTS)[number]

/** A tool as its server described it to the proxy. */
export interface OfferedTool {
  readonly name: string
  readonly title: string | null
  readonly hints: Readonly<Partial<Record<Hint, boolean>>>
  /** SHA-256, 64 hex, of the description and of the schema of its arguments. */
  readonly description: string
  readonly inputSchema: string
}

/** The event that our proxy writes when it first sees its server's tools, and whenever they changed. */
export interface ToolsEvent {
  /** Microseconds since the Unix epoch. */
  readonly at: number
  /** In the order of the event; a name that comes twice counts as it came last. */
  readonly tools: readonly OfferedTool[]
  /** Tools that did not fit into the event. */
  readonly leftOut: number
  /** SHA-256, 64 hex, over the whole list; only when tools were left out, so that a change among them is seen as well. */
  readonly whole: string | null
}

/** More are no list of a server: a line of an event file has no room for them. */
export const MOST_TOOLS = 5000
const LONGEST_TITLE = 200

/** Reads a `tools` event; null when a member that counts is missing or of another type than our proxy writes. */
export function readToolsEvent(event: Readonly<Record<string, unknown>>): ToolsEvent | null {
  const { ts, tools, left_out: left = 0, list } = event
  const at = typeof ts === 'string' ? parseInstant(ts) : null
  if (at === null || !Array.isArray(tools) || tools.length > MOST_TOOLS) return null
  if (typeof left !== 'number' || !Number.isInteger(left) || left < 0 || left > 1e6) return null
  const byName = new Map<string, OfferedTool>()
  for (const entry of tools) {
    const tool = readTool(entry)
    if (tool === null) return null
    byName.set(tool.name, tool)
  }
  return { at, tools: [...byName.values()], leftOut: left, whole: left === 0 ? null : digestIn(list) }
}

function readTool(value: unknown): OfferedTool | null {
  if (!isObject(value)) return null
  const { name, title, annotations } = value
  const [description, inputSchema] = [digestIn(value.description), digestIn(value.input_schema)]
  if (typeof name !== 'string' || description === null || inputSchema === null) return null
  if (title !== undefined && typeof title !== 'string') return null
  if (annotations !== undefined && !isObject(annotations)) return null
  const hints: Partial<Record<Hint, boolean>> = {}
  for (const hint of HINTS) {
    const said = annotations?.[hint]
    if (typeof said === 'boolean') hints[hint] = said
  }
  return { name, title: title?.slice(0, LONGEST_TITLE) ?? null, hints, description, inputSchema }
}

function digestIn(value: unknown): string | null {
  return typeof value === 'string' ? (/^sha256:([0-9a-f]{64})$/.exec(value)?.[1] ?? null) : null
}

/** A JSON object is what has named members; arrays have none that count here. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
