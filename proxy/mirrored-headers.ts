import { isObject, membersOf, stringAt, type Member } from './json-scan'
import { quoted } from './quoted'
import type { JsonText } from './read-json'

/*
 * Over HTTP a client repeats beside a message what it holds, so that whoever is in between need not read it, and whoever reads it must refuse
 * it when the two differ: a server, or a gateway before it, might go by the one that was not judged
 * (https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation).
 */

/** JSON-RPC code of MCP for it. */
export const HEADER_MISMATCH = -32_020

/** The headers, in the spelling of people and in that of Node. */
const METHOD = ['Mcp-Method', 'mcp-method'] as const
const NAME = ['Mcp-Name', 'mcp-name'] as const
const VERSION = ['MCP-Protocol-Version', 'mcp-protocol-version'] as const
/** Where each method has what `Mcp-Name` repeats. */
const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
}
const VERSION_MEMBER = 'io.modelcontextprotocol/protocolVersion'
/** Most values that a refusal names. */
const MOST_SAID = 3

/** Names of the headers that are compared. */
export const MIRRORED: readonly string[] = [METHOD[1], NAME[1], VERSION[1]]

/** Why a message is not what its headers say of it; undefined when it is, and for headers that are absent, as in older revisions of MCP. */
export function findMismatch({ text, start }: JsonText, headers: NodeJS.Dict<string[]>): string | undefined {
  const [method, name, version] = [METHOD, NAME, VERSION].map(([, key]) => headers[key])
  if (method === undefined && name === undefined && version === undefined) return undefined
  const messages = isObject(text, start) ? [start] : []
  const methods = valuesOf(text, messages, 'method')
  const params = objectsIn(text, messages, 'params')
  const named = NAMED[methods.at(-1) ?? '']
  const versions = valuesOf(text, objectsIn(text, params, '_meta'), VERSION_MEMBER)
  return (
    differ(METHOD[0], method, methods) ??
    (named === undefined ? undefined : differ(NAME[0], name?.map(decoded), valuesOf(text, params, named))) ??
    (versions.length === 0 ? undefined : differ(VERSION[0], version, versions))
  )
}

/** Header and body say one thing, whichever of several members with one name a reader takes. */
function differ(
  header: string,
  given: readonly string[] | undefined,
  values: readonly string[],
): string | undefined {
  if (given === undefined) return undefined
  const [only = '', ...others] = given
  const other = values.find((value) => value !== only)
  if (others.length === 0 && other === undefined && values.length > 0) return undefined
  const has = values.length === 0 ? 'none' : said([...new Set(values)])
  return `Header mismatch: ${header} is ${said(given)}, the message has ${has}.`
}

function said(texts: readonly string[]): string {
  const named = texts.slice(0, MOST_SAID).map(quoted)
  const more = texts.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(' and ')
}

/** `=?base64?…?=` stands for what no header can hold; empty where it cannot be read. */
function decoded(value: string): string {
  const [, base64] = /^=\?base64\?(.*)\?=$/.exec(value) ?? []
  if (base64 === undefined) return value
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return ''
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'))
  } catch {
    return ''
  }
}

/** Texts of all members with this name, in objects that begin at these places; a value of another type is empty, as no method or name is. */
function valuesOf(text: string, objects: readonly number[], name: string): string[] {
  return membersIn(text, objects, name).map(({ value }) =>
    text[value.start] === '"' ? stringAt(text, value) : '',
  )
}

function objectsIn(text: string, objects: readonly number[], name: string): number[] {
  const starts = membersIn(text, objects, name).map(({ value }) => value.start)
  return starts.filter((start) => isObject(text, start))
}

function membersIn(text: string, objects: readonly number[], name: string): Member[] {
  return objects.flatMap((start) => membersOf(text, start)).filter(({ key }) => key === name)
}
