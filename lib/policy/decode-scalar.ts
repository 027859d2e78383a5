import type { GoValue } from './policy'
import { decodeBase64, goStringFromBytes, isValidUtf8, lossyText } from './go-bytes'
import type { Decoded, GoType } from './decode-type'
import type { ScalarNode } from './yaml/node'
import { resolveScalar } from './yaml/resolve-scalar'
import { BINARY_TAG, NULL_TAG, STR_TAG } from './yaml/tags'
import { YamlFailure } from './yaml/yaml-failure'

/** What a scalar decodes to; `'null'` when the scalar is null and the type has no null, `'mismatch'` when the type cannot hold it. */
export type ScalarOutcome = Decoded | 'null' | 'mismatch'

/** Decodes a scalar into a Go type. Throws go-yaml's fatal errors about explicit tags. */
export function decodeScalar(node: ScalarNode, type: GoType): ScalarOutcome {
  if (node.tag === BINARY_TAG) return decodeBinary(node, type)
  if (type.kind === 'string' && (node.properties?.tag ?? null) === null) {
    return node.tag === NULL_TAG ? 'null' : { kind: 'string', value: node.value }
  }
  const value = scalarValue(node)
  if (type.kind === 'any') return { kind: 'any', value }
  if (value.kind === 'null') return 'null'
  if (type.kind === 'string') return { kind: 'string', value: node.value }
  const integer = type.kind === 'int' ? toInt(value) : null
  return integer === null ? 'mismatch' : { kind: 'int', value: integer }
}

function scalarValue(node: ScalarNode): GoValue {
  if (node.tag === STR_TAG) return { kind: 'string', value: node.value }
  return resolveScalar(node.tag, node.value, node.contentStart).value
}

function decodeBinary(node: ScalarNode, type: GoType): ScalarOutcome {
  const bytes = decodeBase64(node.value)
  if (bytes === null) throw new YamlFailure('!!binary value contains invalid base64 data', node.contentStart)
  if (type.kind === 'string') return { kind: 'string', value: goStringFromBytes(bytes) }
  if (type.kind !== 'any') return 'mismatch'
  const value = lossyText(bytes)
  return {
    kind: 'any',
    value: isValidUtf8(bytes) ? { kind: 'string', value } : { kind: 'string', value, bytes },
  }
}

const TWO_63 = 2 ** 63
const MIN_INT = -(2n ** 63n)

/** Go's assignment of a resolved number to an `int` on amd64: floats are cut, and those below the range become the smallest int. */
function toInt(value: GoValue): bigint | null {
  if (value.kind === 'int') return value.value
  if (value.kind !== 'float' || !(value.value <= TWO_63)) return null
  const inRange = value.value < TWO_63 && value.value >= -TWO_63
  return inRange ? BigInt(Math.trunc(value.value)) : MIN_INT
}
