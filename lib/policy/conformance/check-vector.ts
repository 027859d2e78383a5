import { checkEvaluate } from './check-evaluate'
import { checkParams, type Sha256 } from './check-params'
import { checkScalars } from './check-scalars'
import { checkFormat, checkQuote, checkRegex } from './check-texts'
import { checkValidate } from './check-validate'
import { readVector, type Difference, type Vector, type VectorKind } from './vector'

/** Our answer to one vector beside the Go program's. */
export interface VectorResult {
  readonly id: string
  /** Empty when the vector passed. */
  readonly differences: readonly Difference[]
  /** Differences in the words of YAML syntax errors; they are no failures. */
  readonly wording: readonly Difference[]
}

const CHECKS: Readonly<Record<VectorKind, (vector: Vector, sha256: Sha256) => Difference[]>> = {
  validate: checkValidate,
  evaluate: checkEvaluate,
  scalars: checkScalars,
  regex: checkRegex,
  quote: checkQuote,
  format: checkFormat,
  params: checkParams,
}

/** Asks our implementation what a vector asks and compares the answers. Throws when the line is no vector. */
export function checkVector(kind: VectorKind, line: string, sha256: Sha256): VectorResult {
  const vector = readVector(line)
  const all = CHECKS[kind](vector, sha256)
  return {
    id: vector.id,
    differences: all.filter(({ wordingOnly }) => !wordingOnly),
    wording: all.filter(({ wordingOnly }) => wordingOnly),
  }
}
