import type { GoValue } from './policy'
import type { YamlNode } from './yaml/node'

/** The Go type that go-yaml decodes into; `name` is what its errors print. */
export type GoType =
  | { readonly kind: 'any'; readonly name: string }
  | { readonly kind: 'string'; readonly name: string }
  | { readonly kind: 'int'; readonly name: string }
  | { readonly kind: 'list'; readonly name: string; readonly item: GoType }
  /** The keys are strings. */
  | { readonly kind: 'map'; readonly name: string; readonly value: GoType }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: ReadonlyMap<string, GoType> }
  | { readonly kind: 'pointer'; readonly name: string; readonly target: GoType }

export const ANY: GoType = { kind: 'any', name: 'interface {}' }
export const STRING: GoType = { kind: 'string', name: 'string' }
export const INT: GoType = { kind: 'int', name: 'int' }

export function listOf(item: GoType): GoType {
  return { kind: 'list', name: `[]${item.name}`, item }
}

export function mapOf(value: GoType): GoType {
  return { kind: 'map', name: `map[string]${value.name}`, value }
}

export function pointerTo(target: GoType): GoType {
  return { kind: 'pointer', name: `*${target.name}`, target }
}

export function structOf(name: string, fields: Readonly<Record<string, GoType>>): GoType {
  return { kind: 'struct', name, fields: new Map(Object.entries(fields)) }
}

/** A decoded value with the nodes it came from. A pointer decodes to its target. */
export type Decoded =
  | { readonly kind: 'any'; readonly value: GoValue }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | DecodedList
  | DecodedRecord

export interface DecodedList {
  readonly kind: 'list'
  /** Null items are dropped, so indexes differ from those of the node. */
  readonly items: readonly DecodedItem[]
}

export interface DecodedItem {
  readonly node: YamlNode
  readonly value: Decoded
}

/** A map or a struct; a struct holds the known fields that the text names. */
export interface DecodedRecord {
  readonly kind: 'record'
  readonly entries: ReadonlyMap<string, DecodedEntry>
}

export interface DecodedEntry {
  readonly key: YamlNode
  readonly node: YamlNode
  /** `null` stands for the zero value of the type: the text says null, or something go-yaml could not decode. */
  readonly value: Decoded | null
}
