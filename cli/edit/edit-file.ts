import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { applyEdits } from '@/lib/policy/edit/apply-edits'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import { editsSchema } from '@/lib/policy/edit/edits-schema'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { CommandFailure } from '../failure'
import type { ShortEdit } from './short-edits'

/** The text after all edits, or the first refusal; never some of them. */
export function editText(
  text: string,
  edits: readonly Edit[],
  short: readonly ShortEdit[],
): string | EditRefusal {
  let edited = text
  const steps: (() => readonly Edit[])[] = [() => edits, ...short.map((read) => () => resolved(read, edited))]
  for (const step of steps) {
    const result = applyEdits(edited, step())
    if (result.kind === 'refused') return result
    edited = result.text
  }
  return edited
}

/** Without a policy there is nothing to name; `applyEdits` says why. */
function resolved(read: ShortEdit, text: string): Edit[] {
  const parsed = parsePolicy(text)
  return parsed.ok ? [read(parsed.policy)] : []
}

/** Edits from a file or from standard input: a JSON list of the operations in docs/cli.md. */
export function readEdits(json: string): Edit[] {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new CommandFailure(
      'the edits are no JSON: write a list such as [{"op": "set-default", "value": "deny"}]',
    )
  }
  const parsed = editsSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue === undefined || issue.path.length === 0 ? 'the list' : issue.path.map(String).join('.')
  throw new CommandFailure(`the edits are not valid at ${place}: ${issue?.message ?? 'see docs/cli.md'}`)
}

/** A policy as text. What is not UTF-8 cannot be edited without touching other bytes. */
export function decodePolicy(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${file} is not UTF-8: convert it first`)
  }
}

/** Replaces a file so that readers see it whole, old or new; its mode stays, and a link keeps leading to it. */
export function replaceFile(path: string, text: string): void {
  try {
    const target = realpathSync(path)
    const draft = `${target}.${process.pid}.new`
    // Refuses what stands there already: it is nobody's to overwrite or to remove.
    const file = openSync(draft, 'wx', 0o600)
    try {
      writeWhole(file, text)
      chmodSync(draft, statSync(target).mode)
      renameSync(draft, target)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
  } catch (error) {
    throw new CommandFailure(
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function writeWhole(file: number, text: string): void {
  try {
    // One write may take less than all of it.
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
