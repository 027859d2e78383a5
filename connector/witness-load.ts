import type { ProxyEvent } from './event-line'
import type { LiveFile } from './live-file'
import { moment, wentOn, type Moment } from './moment'
import { MARGIN_MS, proveLoad, type Proof } from './prove-load'

/** What was seen of a load by looking at its event file. */
export interface LoadWitness {
  /** The event was looked for and was not there yet; null when it stood in its file at the first look. */
  readonly absentAt: Moment | null
  /** It was there. */
  readonly seenAt: Moment
  /** Milliseconds since the epoch, as the event says. */
  readonly toldAt: number
  /** For how long before that the file may have been read. */
  readonly readingMs: number
}

/** Times of the day are told in milliseconds. */
const GRAIN_MS = 2
/**
 * A time between two looks of no more than this is believed when the clock went on between them as it should: everything is looked at every
 * two seconds. One that is set forward and back between two looks is not seen; who can do that can do more.
 */
const BLIND_MS = 2_500

/**
 * Whether a file that lies at its path untouched `since` lay there already when it was read for a load. No time of a file tells: a clock that is set back
 * while it is changed, and forward again, gives it an earlier one. What tells is that the file was seen, and that the event came later:
 * it was not there yet, or its time lies between two looks close to each other.
 */
export function isWitnessed({ absentAt, seenAt, toldAt, readingMs }: LoadWitness, since: Moment): boolean {
  if (absentAt === null || !wentOn(absentAt, seenAt)) return false
  const afterMs = toldAt - absentAt.wall
  if (afterMs < -GRAIN_MS || toldAt > seenAt.wall + GRAIN_MS) return false
  const isClose = seenAt.steady - absentAt.steady <= BLIND_MS
  const writtenAt = absentAt.steady + (isClose ? Math.max(0, afterMs) : 0)
  return since.steady + Math.max(MARGIN_MS, readingMs) <= writtenAt
}

/** Why a load is not proved that nobody watched. */
export const UNWATCHED =
  'nobody watched its file when it was loaded, and times alone do not tell what came first: a clock can be set'

const UNPLACED =
  'its policy was named by a relative path, and the folder it runs in cannot be seen, so that it may be another file of that name; start it with the full path'

/** What is known of an event by looking at its file. */
export interface SeenEvent {
  readonly event: ProxyEvent
  readonly skewMs: number | null
  readonly absentAt: Moment | null
  /** When its process began, for a start. */
  readonly startedAt: bigint | null
  /** Whether the path leads to the file that its process was started with, by its full name or by where the process stands. */
  readonly isPlaced: boolean
}

export interface WatchedProof extends Proof {
  /** Of a load that nobody watched, as far as is known now. */
  readonly witness?: LoadWitness
}

/** Whether what lies at the path now is what was loaded: by its times, and by who watched. */
export function proveWatched(
  { event, skewMs, absentAt, startedAt, isPlaced }: SeenEvent,
  live: LiveFile,
): WatchedProof {
  const { now } = live.look()
  const load = { eventAt: event.at, startedAt, skewMs }
  const proof = proveLoad(load, now, live.lookBefore(event.at - 50_000_000n))
  const readingMs = startedAt === null ? 0 : Number((event.at - startedAt) / 1_000_000n)
  const witness = { absentAt, seenAt: moment(), toldAt: Number(event.at / 1_000_000n), readingMs }
  const { since } = live
  if (proof.evidence === 3 && !isPlaced) return { ...proof, evidence: 2, reason: UNPLACED }
  return proof.evidence < 3 || (since !== null && isWitnessed(witness, since))
    ? proof
    : { ...proof, evidence: 2, reason: UNWATCHED, witness }
}
