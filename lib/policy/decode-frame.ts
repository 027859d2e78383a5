import type { Decoded, GoType } from './decode-type'
import type { MappingPair, YamlNode } from './yaml/node'

/** A frame was pushed; its result arrives through `receive`. */
export const PENDING = Symbol('pending')

/** A decoded value, or `null` where go-yaml reports no success: a null it could not store, or an error it has noted. */
export type Outcome = Decoded | null

/** A collection being decoded. */
export interface DecodeFrame {
  /** Decodes children until one is pending or all are done; returns whether all are done. */
  step(): boolean
  /** The outcome of the child that was pending. */
  receive(outcome: Outcome): void
  result(): Outcome
}

/** What frames ask of the decoder. */
export interface FrameDecoder {
  /** Decodes a node, or pushes the frame that will; `merge` adds a mapping's pairs to one that is there. */
  enter(node: YamlNode, type: GoType, merge?: Merge): Outcome | typeof PENDING
  /** Notes an error at `node`; decoding goes on. */
  note(line: string, node: YamlNode): void
}

/** A `<<`: where the pairs go, and the identities of the keys that may not be set again. */
export interface Merge {
  readonly sink: MappingSink
  readonly merged: Set<string>
}

/** Where the pairs of a mapping go. */
export interface MappingSink {
  readonly keyType: GoType
  /** The type of the value behind a key, or `null` when the pair is to be ignored. */
  valueType(key: Decoded, node: YamlNode): GoType | null
  store(key: Decoded, pair: MappingPair, outcome: Outcome): void
  /** A sink for a mapping that is merged into this one. */
  forMerge(): MappingSink
  result(): Outcome
}
