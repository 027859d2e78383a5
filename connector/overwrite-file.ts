import type * as FileSystem from 'node:fs'

import type { LivePlace } from './live-place'

type Disk = Pick<
  typeof FileSystem,
  'closeSync' | 'constants' | 'fstatSync' | 'ftruncateSync' | 'openSync' | 'writeSync'
>

/** A file that was written just now, still open, as it was right behind the writing. */
export interface WrittenFile {
  readonly file: number
  readonly dev: bigint
  readonly ino: bigint
  readonly ctimeNs: bigint
}

/**
 * Opens the file that is at `place` (or makes one when that is null), truncates it and writes, with nothing in between; returns the open
 * file, which the caller syncs and closes. Throws when it was not written as a whole, or the path leads to another file by now, which then
 * is left as it is. Its text is also what a thread of its own runs (overwrite-thread.ts): it uses nothing but what it is given.
 */
export function overwriteFile(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
  place: LivePlace | null,
): WrittenFile {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK } = disk.constants
  // Exclusively: no link that was put there meanwhile is followed. Without waiting: nor is a named pipe's reader.
  const file = disk.openSync(path, O_WRONLY | O_NONBLOCK | (place === null ? O_CREAT | O_EXCL : 0), 0o644)
  try {
    const { dev, ino } = disk.fstatSync(file, { bigint: true })
    if (place !== null && (dev !== place.dev || ino !== place.ino))
      throw new Error('another file was put there just now; nothing was written')
    disk.ftruncateSync(file, 0)
    const written = disk.writeSync(file, bytes, 0, bytes.byteLength, 0)
    if (written !== bytes.byteLength) {
      // A full disk: nothing is better than the first half of a policy.
      disk.ftruncateSync(file, 0)
      throw new Error(`only ${written} of ${bytes.byteLength} bytes could be written; is the disk full?`)
    }
    return { file, dev, ino, ctimeNs: disk.fstatSync(file, { bigint: true }).ctimeNs }
  } catch (error) {
    disk.closeSync(file)
    throw error
  }
}
