import { marshalArgs } from '../marshal-args'
import { readCall, type CallLine } from '../read-call'
import { replaceLoneEscapes } from '../json-text'
import { compare, textOf, type Difference, type Vector } from './vector'

/** Makes the SHA-256 of a text's UTF-8 bytes, in hex: it differs between browser and server. */
export type Sha256 = (text: string) => string

/** Kind `params`: what one line of a client is to Intercept. */
export function checkParams(vector: Vector, sha256: Sha256): Difference[] {
  const { fields } = vector
  const read = readCall(textOf(fields, 'line'))
  if (read.kind !== fields.kind || read.kind !== 'evaluated') return compare('kind', fields.kind, read.kind)
  const args = read.hasArguments ? marshalArgs(read.call.args) : 'null'
  const expectedArgs = vector.raw('args')
  return [
    ...compare('requestId', fields.requestId, read.requestId),
    ...compare('tool', fields.tool, read.call.tool),
    ...(expectedArgs === null ? [] : compare('args', unescape(expectedArgs), unescape(args))),
    ...compare('argsHash', fields.argsHash, hashOf(read, args, sha256)),
  ]
}

function hashOf(
  read: Extract<CallLine, { kind: 'evaluated' }>,
  args: string,
  sha256: Sha256,
): string | undefined {
  return Object.keys(read.call.args).length === 0 ? undefined : `sha256:${sha256(args)}`
}

/** The file of vectors does not escape `<`, `>` and `&`; the hash shows that we do. */
function unescape(json: string): string {
  return replaceLoneEscapes(json).replace(/\\u(003[ce]|0026|202[89])/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
}
