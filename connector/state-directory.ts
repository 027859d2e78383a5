import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { makeFolder } from '@/lib/make-folder'
import { processMark } from './process-start'

/** Reads a small JSON file of ours; null when it is missing or was written by nobody who knows the schema. */
export function readJson<Value>(path: string, schema: z.ZodType<Value>): Value | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Replaces a file of ours as a whole: after a crash at any moment it is the old one or the new one. Only its owner can read it. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const draft = `${path}.new`
  const file = openSync(draft, 'w', 0o600)
  try {
    writeSync(file, typeof content === 'string' ? Buffer.from(content) : content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  syncDirectory(path)
}

function syncDirectory(path: string): void {
  const directory = openSync(join(path, '..'), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** Makes the folder in which one proxy's state lies. Throws when it cannot be made, or another connector of this host works with it. */
export function openStateDirectory(root: string, proxy: string): string {
  const directory = join(root, proxy)
  makeFolder(directory, 0o700)
  const path = join(directory, 'holder.json')
  const holder = readJson(path, z.object({ pid: z.number(), process: z.string() }))
  if (holder !== null && holder.pid !== process.pid && processMark(holder.pid) === holder.process)
    throw new RangeError(
      `Another connector, process ${holder.pid}, works with ${directory}: stop it first, or give --state-dir for a proxy of its own.`,
    )
  // Of one that was killed the number may be that of another process, which began at another time.
  writeDurably(path, JSON.stringify({ pid: process.pid, process: processMark(process.pid) ?? '' }))
  return directory
}

/**
 * Where a state directory is: differs on another machine, and where the directory was copied to. The name of the host says it only where
 * the machine has no number, as in most containers: a container that is made anew has another name, and goes on.
 */
export function placeOf(directory: string): string {
  const { dev, ino } = statSync(directory)
  return [machineId() || hostname(), dev, ino].join(' ')
}

/** Whether two places are the same; before, the name of the host always stood in front. */
export function isSamePlace(a: string, b: string): boolean {
  const [first, second] = [a, b].map((place) => place.split(/ +/).slice(-3).join(' '))
  return first === second
}

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}
