import { createHash } from 'node:crypto'
import { checkVector, type VectorResult } from '@/lib/policy/conformance/check-vector'
import { VECTOR_KINDS, type Difference, type VectorKind } from '@/lib/policy/conformance/vector'
import { readLines } from './read-lines'

/** Results of one kind, or of all. */
export interface Count {
  passed: number
  failed: number
  /** Vectors that passed, but say a YAML syntax error in other words. */
  worded: number
}

/** The kind that a file's name says, or `null`. */
export function kindOfFile(name: string): VectorKind | null {
  const stem = /^(.*)\.jsonl(?:\.gz)?$/.exec(name)?.[1]
  return VECTOR_KINDS.find((kind) => stem?.endsWith(kind) === true) ?? null
}

/** What a person reads about a vector. */
export type Note = (verdict: 'failed' | 'worded', id: string, differences: readonly Difference[]) => void

/** Checks every vector of a file. */
export async function checkFile(path: string, kind: VectorKind, count: Count, note: Note): Promise<void> {
  let number = 0
  for await (const line of readLines(path)) {
    number++
    const { id, differences, wording } = checkLine(kind, line, number)
    if (differences.length > 0) {
      count.failed++
      note('failed', id, differences)
      continue
    }
    count.passed++
    if (wording.length === 0) continue
    count.worded++
    note('worded', id, wording)
  }
}

/** A line that makes us throw is a failure like any other. */
function checkLine(kind: VectorKind, line: string, number: number): VectorResult {
  try {
    return checkVector(kind, line, sha256)
  } catch (error) {
    const actual = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return {
      id: `line ${number}`,
      differences: [{ what: 'answer', expected: 'one', actual: `thrown: ${actual}`, wordingOnly: false }],
      wording: [],
    }
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
