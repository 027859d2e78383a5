import { decodeJsonValue, isJsonObject, type JsonObject } from './decode-args'
import type { ToolCall } from './evaluate'
import { goStringFromBytes } from './go-bytes'
import { isGoJson, readMembers } from './json-text'
import { wellFormed } from './well-formed'

/** One line of an MCP client as Intercept's stdio transport sees it. Only `evaluated` lines are decided; all others are forwarded. */
export type CallLine =
  | {
      readonly kind: 'evaluated'
      /** The text of the id as it was sent; bytes that are no UTF-8 as in go-bytes.ts. Absent when there is no `id`. */
      readonly requestId?: string
      readonly call: ToolCall
      /** Whether Go holds a map, even an empty one, and not nil. */
      readonly hasArguments: boolean
    }
  /** A `tools/call` whose parameters Go cannot decode. */
  | { readonly kind: 'unparsed'; readonly requestId?: string }
  /** Any other request, notification or response. */
  | { readonly kind: 'other'; readonly requestId?: string; readonly method: string }
  /** No JSON object, or one whose `jsonrpc` or `method` is no string. */
  | { readonly kind: 'not-json' }

/** Reads a JSON-RPC line, without its line break, with the rules of Go's `encoding/json`. Never throws. */
export function readCall(line: string | Uint8Array): CallLine {
  const raw = typeof line === 'string' ? line : goStringFromBytes(line)
  const text = wellFormed(raw)
  if (!isGoJson(text)) return { kind: 'not-json' }
  const message = readMessage(text)
  if (message === null) return { kind: 'not-json' }
  const id = message.id === null ? {} : { requestId: raw.slice(message.id.start, message.id.end) }
  if (message.method !== 'tools/call') return { kind: 'other', ...id, method: message.method }
  const params =
    message.params === null ? null : readParams(text.slice(message.params.start, message.params.end))
  if (params === null) return { kind: 'unparsed', ...id }
  const call = { tool: params.name, args: params.args ?? {} }
  return { kind: 'evaluated', ...id, call, hasArguments: params.args !== null }
}

interface Span {
  readonly start: number
  readonly end: number
}

interface Message {
  method: string
  id: Span | null
  params: Span | null
}

/** `null` when Go cannot decode the line. The last of equal members counts, and case does not. */
function readMessage(text: string): Message | null {
  const message: Message = { method: '', id: null, params: null }
  const members = readMembers(text)
  if (members === null) return text.trim() === 'null' ? message : null
  for (const { key, start, end } of members) {
    const field = foldKey(key)
    if (field === 'ID') message.id = { start, end }
    else if (field === 'PARAMS') message.params = { start, end }
    else if (field === 'METHOD' || field === 'JSONRPC') {
      const value = readStringField(text.slice(start, end))
      if (value === null) return null
      if (field === 'METHOD') message.method = value.text ?? message.method
    }
  }
  return message
}

interface Params {
  name: string
  args: JsonObject | null
}

/** `null` when Go cannot decode the parameters. The arguments of several members are merged key by key. */
function readParams(text: string): Params | null {
  const params: Params = { name: '', args: null }
  let args: Map<string, unknown> | null = null
  const members = readMembers(text)
  if (members === null) return text === 'null' ? params : null
  for (const { key, start, end } of members) {
    const field = foldKey(key)
    if (field === 'NAME') {
      const value = readStringField(text.slice(start, end))
      if (value === null) return null
      params.name = value.text ?? params.name
    } else if (field === 'ARGUMENTS') {
      const { ok, value } = decodeJsonValue(text.slice(start, end))
      if (!ok || (value !== null && !isJsonObject(value))) return null
      if (value === null) args = null
      else args = addAll(args ?? new Map(), value)
    }
  }
  params.args = args === null ? null : Object.fromEntries(args)
  return params
}

/** A map takes any number of twins in linear time, and a member named `__proto__` like any other. */
function addAll(args: Map<string, unknown>, more: JsonObject): Map<string, unknown> {
  for (const [name, value] of Object.entries(more)) args.set(name, value)
  return args
}

/** The text of a string, none for `null`, which leaves a Go string as it is; `null` for any other value. */
function readStringField(json: string): { readonly text: string | null } | null {
  if (json === 'null') return { text: null }
  if (!json.startsWith('"')) return null
  const { value } = decodeJsonValue(json)
  return typeof value === 'string' ? { text: value } : null
}

/** Go compares member names by simple case folding; besides the other case only these two letters fold to ASCII. */
function foldKey(key: string): string {
  // Most keys are small letters of ASCII alone.
  if (/^[a-z]*$/.test(key)) return key.toUpperCase()
  return key
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/\u017f/g, 'S')
    .replace(/\u212a/g, 'K')
}
