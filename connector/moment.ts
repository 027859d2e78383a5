/** An instant by two clocks, in milliseconds: that of the day, which somebody may set, and one that nobody can. */
export interface Moment {
  readonly wall: number
  readonly steady: number
}

/** The clock of the day is corrected by little all the time. */
const DRIFT_MS = 20

/** The steady clock is that of the machine: one for all threads. Its text is also what a thread runs (overwrite-thread.ts). */
export function moment(): Moment {
  return { wall: Date.now(), steady: Number(process.hrtime.bigint()) / 1e6 }
}

/** Whether the clock of the day went on between two moments as the other one did. It may have been set and set back in between. */
export function wentOn(from: Moment, to: Moment): boolean {
  return Math.abs(to.wall - from.wall - (to.steady - from.steady)) <= DRIFT_MS
}
