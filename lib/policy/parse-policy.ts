import { buildPolicy } from './build-policy'
import { decodeNode } from './decode-node'
import { LineIndex } from './line-index'
import { PolicyPositions, type Position } from './locate'
import type { Policy } from './policy'
import { CONFIG } from './policy-type'
import type { YamlDocument } from './yaml/node'
import { parseDocument } from './yaml/parse-document'

/** A policy that could be loaded; it may still be invalid. */
export interface LoadedPolicy {
  readonly ok: true
  readonly policy: Policy
  /** The node tree with the text; what the editor splices. */
  readonly document: YamlDocument
  readonly positions: PolicyPositions
}

/** A file that Intercept cannot load. */
export interface UnloadablePolicy {
  readonly ok: false
  /** Intercept's words, e.g. `parsing config file: yaml: line 3: did not find expected key`. May have several lines. */
  readonly loadError: string
  /** Where the fault is as our parser sees it; the line in the message can differ. */
  readonly position: Position
}

export type ParsedPolicy = LoadedPolicy | UnloadablePolicy

/** Loads a policy file as Intercept's `config.Load` does. Never throws. */
export function parsePolicy(source: string | Uint8Array): ParsedPolicy {
  const parsed = parseDocument(source)
  if (!parsed.ok) return unloadable(parsed.text, parsed.error)
  return loadDocument(parsed.document)
}

/** The same of a file that is YAML. */
export function loadDocument(document: YamlDocument): ParsedPolicy {
  const decoded = decodeNode(document.root, CONFIG)
  if (!decoded.ok) return unloadable(document.text, decoded)
  const policy = buildPolicy(decoded.value)
  return { ok: true, policy, document, positions: new PolicyPositions(document, decoded.value) }
}

function unloadable(text: string, fault: { message: string; offset: number }): UnloadablePolicy {
  const { line, column } = new LineIndex(text).at(fault.offset)
  return {
    ok: false,
    loadError: `parsing config file: yaml: ${fault.message}`,
    position: { line, column, start: fault.offset, end: fault.offset },
  }
}
