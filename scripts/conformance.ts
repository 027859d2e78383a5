import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Difference, VectorKind } from '@/lib/policy/conformance/vector'
import { Advice } from './advice'
import { checkFile, kindOfFile, type Count } from './conformance/check-file'

/** How many differences are printed for each file and verdict. */
const SHOWN = 5
const LONGEST_SHOWN = 500

/**
 * `npm run conformance -- DIR`: compares our answers with those of the Go program, for every file in DIR whose name ends in a kind, for
 * example `big-evaluate.jsonl.gz`. Exit code 1 when one differs.
 */
export async function main(args: string[]): Promise<number> {
  const files = findFiles(args[0])
  const counts = new Map<VectorKind, Count>()
  for (const { path, kind } of files) {
    const count = counts.get(kind) ?? { passed: 0, failed: 0, worded: 0 }
    counts.set(kind, count)
    await checkFile(path, kind, count, printer(path))
  }
  let passed = 0
  let failed = 0
  console.log('')
  for (const [kind, count] of counts) {
    const worded = count.worded === 0 ? '' : ` (${count.worded} YAML syntax errors in other words)`
    console.log(`${kind.padEnd(10)} ${count.passed} right, ${count.failed} wrong${worded}`)
    passed += count.passed
    failed += count.failed
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function findFiles(folder: string | undefined): { path: string; kind: VectorKind }[] {
  if (folder === undefined) throw new Advice('Name the folder: npm run conformance -- DIR.')
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Advice(`${folder} is no folder: name the one that has the *.jsonl or *.jsonl.gz files.`)
  }
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .flatMap(({ name }) => {
      const kind = kindOfFile(name)
      return kind === null ? [] : [{ path: join(folder, name), kind }]
    })
  if (files.length === 0) {
    throw new Advice(
      `${folder} has no file whose name ends in a kind, such as validate.jsonl or big-evaluate.jsonl.gz.`,
    )
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function printer(
  path: string,
): (verdict: 'failed' | 'worded', id: string, differences: readonly Difference[]) => void {
  const printed = { failed: 0, worded: 0 }
  return (verdict, id, differences) => {
    printed[verdict]++
    if (printed[verdict] > SHOWN) return
    console.log(`\n${path}  ${id}  ${verdict === 'failed' ? 'DIFFERS' : 'same refusal in other words'}`)
    for (const { what, expected, actual } of differences.slice(0, SHOWN)) {
      console.log(`  ${what}\n    Go program  ${shorten(expected)}\n    Lockstep    ${shorten(actual)}`)
    }
    if (differences.length > SHOWN) console.log(`  and ${differences.length - SHOWN} more`)
  }
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)`
}
