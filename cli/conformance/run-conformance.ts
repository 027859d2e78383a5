import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Difference, VectorKind } from '@/lib/policy/conformance/vector'
import { CommandFailure } from '../failure'
import { checkFile, kindOfFile, type Count } from './check-file'

/** How many differences are printed for each file and verdict. */
const SHOWN = 5
const LONGEST_SHOWN = 500

/**
 * Compares our answers with those of the Go program, for every file in a folder whose name ends in a kind, for example
 * `big-evaluate.jsonl.gz`. Prints what differs and counts, and returns the exit code: 1 when something differs.
 */
export async function runConformance(
  folder: string | undefined,
  print: (line: string) => void,
): Promise<number> {
  const files = findFiles(folder)
  const counts = new Map<VectorKind, Count>()
  for (const { path, kind } of files) {
    const count = counts.get(kind) ?? { passed: 0, failed: 0, worded: 0 }
    counts.set(kind, count)
    await checkFile(path, kind, count, printer(path, print))
  }
  let passed = 0
  let failed = 0
  print('')
  for (const [kind, count] of counts) {
    const worded = count.worded === 0 ? '' : ` (${count.worded} YAML syntax errors in other words)`
    print(`${kind.padEnd(10)} ${count.passed} right, ${count.failed} wrong${worded}`)
    passed += count.passed
    failed += count.failed
  }
  print(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function findFiles(folder: string | undefined): { path: string; kind: VectorKind }[] {
  if (folder === undefined) throw new CommandFailure('Name the folder that has the vectors.')
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CommandFailure(`${folder} is no folder: name the one that has the *.jsonl or *.jsonl.gz files.`)
  }
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .flatMap(({ name }) => {
      const kind = kindOfFile(name)
      return kind === null ? [] : [{ path: join(folder, name), kind }]
    })
  if (files.length === 0) {
    throw new CommandFailure(
      `${folder} has no file whose name ends in a kind, such as validate.jsonl or big-evaluate.jsonl.gz.`,
    )
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function printer(
  path: string,
  print: (line: string) => void,
): (verdict: 'failed' | 'worded', id: string, differences: readonly Difference[]) => void {
  const printed = { failed: 0, worded: 0 }
  return (verdict, id, differences) => {
    printed[verdict]++
    if (printed[verdict] > SHOWN) return
    print(`\n${path}  ${id}  ${verdict === 'failed' ? 'DIFFERS' : 'same refusal in other words'}`)
    for (const { what, expected, actual } of differences.slice(0, SHOWN)) {
      print(`  ${what}\n    Go program  ${shorten(expected)}\n    Lockstep    ${shorten(actual)}`)
    }
    if (differences.length > SHOWN) print(`  and ${differences.length - SHOWN} more`)
  }
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)`
}
