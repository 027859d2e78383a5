import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder with those above it that are missing; `mode` is that of each one made. Throws when it cannot be made. Not by Node's own
 * `recursive`, which tries for ever where the kernel says of a folder that is there that it is not, as below /proc.
 */
export function makeFolder(path: string, mode: number): void {
  const missing: string[] = []
  for (let at = resolve(path); !isThere(at); at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) make(folder, mode)
  if (missing.length === 0 && !statSync(path).isDirectory()) mkdirSync(path)
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Somebody else may make it at the same time. */
function make(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    if (!isThere(folder)) throw error
  }
}
