import type * as FileSystem from 'node:fs'

type Disk = Pick<typeof FileSystem, 'closeSync' | 'constants' | 'ftruncateSync' | 'openSync' | 'writeSync'>

/**
 * Opens the file that is there (or makes one), truncates it and writes, with nothing in between; returns the open file, which the caller
 * syncs and closes. Throws when it was not written as a whole. Its text is also what a thread of its own runs (overwrite-thread.ts): it
 * uses nothing but what it is given.
 */
export function overwriteFile(disk: Disk, path: string, bytes: Uint8Array): number {
  const { O_WRONLY, O_CREAT, O_TRUNC } = disk.constants
  const file = disk.openSync(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  try {
    const written = disk.writeSync(file, bytes, 0, bytes.byteLength, 0)
    if (written !== bytes.byteLength) {
      // A full disk: nothing is better than the first half of a policy.
      disk.ftruncateSync(file, 0)
      throw new Error(`only ${written} of ${bytes.byteLength} bytes could be written; is the disk full?`)
    }
    return file
  } catch (error) {
    disk.closeSync(file)
    throw error
  }
}
