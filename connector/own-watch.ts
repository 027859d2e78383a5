import type { LoadReport } from '@/lib/wire/report'
import type { Digest } from './digest'
import type { LiveFile } from './live-file'
import { moment } from './moment'
import { startTicksOf } from './process-start'
import { watchedInodes } from './watched-inodes'
import { isWitnessed, type LoadWitness } from './witness-load'

/** A stock process writes its next try 100 ms after the file was written to: after this, none will come. */
const TRIES_WITHIN_MS = 1_000

/** A load that nobody watched, of a process that can be seen: what lies there is what it loaded, by its times. */
export interface OpenLoad {
  /** Where its event stands. */
  readonly offset: number
  /** `LiveFile.way` when the event was read. */
  readonly way: string | null
  readonly witness: LoadWitness
  /** Is told once it is known how well it is proved. */
  readonly load: LoadReport
}

/**
 * What is known later of a load that nobody watched, when all of its event file was read. A busy program may read the event before it hears that its own
 * write had ended: then it did watch. Else the process itself tells: it watches the inode that lies there, and would have tried what was
 * written to that; no clock is asked. Null when nothing tells, 'wait' while it may be trying.
 */
export function tellLater(
  { way, witness }: OpenLoad,
  process: { readonly pid: number; readonly startTicks: string },
  live: LiveFile,
): Digest | 'wait' | null {
  if (startTicksOf(process.pid) !== process.startTicks) return null
  const { content, parts } = live.look().now
  if (live.way !== way) return null
  if (live.since !== null && isWitnessed(witness, live.since)) return content
  if (moment().steady - witness.seenAt.steady < TRIES_WITHIN_MS) return 'wait'
  const inode = parts.at(-1)?.ino
  return inode !== undefined && watchedInodes(process.pid)?.has(inode) === true ? content : null
}
