import { constants, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EventFile, type Seek } from '../event-file'
import { readEvent } from '../event-line'
import { samePath } from '../match-instance'
import type { Observation, PathPart } from '../observe-file'
import { fitsStart, seeProcess } from '../process-start'
import type { ProxySettings } from '../settings'
import { watchedInodes } from '../watched-inodes'
import { mayAccess } from './check-path'
import { note, ok, problem, type Check } from './finding'

const MAX_BYTES = 64 * 1024 * 1024
const SEEK_MS = 100
/** The end of an overlong line; that of a file of holes may be a terabyte away. */
const seekSome: Seek = (file) => {
  const until = performance.now() + SEEK_MS
  while (file.isHeldUp && performance.now() < until) file.search()
}

/** A file younger than this may still be on its way into memory. */
const SETTLED_MS = 5_000

/** Whether there are events, and whether each living process loaded the newest file. */
export function checkEvents(
  { config, events, engine }: ProxySettings,
  look: Observation,
  now: Date,
): Check[] {
  if (isMissing(events))
    return [
      note(
        `the folder of events ${events} does not exist yet`,
        'The first proxy makes it. If one ran already: it is ~/.intercept/events of the user that runs it; give it with --events.',
      ),
    ]
  if (!mayAccess(events, constants.R_OK | constants.X_OK))
    return [
      problem(
        `the folder of events ${events} cannot be read`,
        'It is ~/.intercept/events of the user that runs the proxy; run the connector as that user, or give another one with --events.',
      ),
    ]
  const names = readdirSync(events).filter((name) => name.endsWith('.jsonl'))
  if (names.length === 0) return [note(`no event file in ${events} yet`, 'Start the proxy once.')]
  const file = look.parts.at(-1)
  const checks = [ok(`${names.length} event files in ${events}`)]
  for (const name of names) {
    if (!mayAccess(join(events, name), constants.R_OK))
      checks.push(
        problem(`${join(events, name)} cannot be read`, 'Run the connector as the user that runs the proxy.'),
      )
    const load = lastLoad(join(events, name), config)
    if (load === null) continue
    // Our own proxy reads the file again and again: it has no watch that can die.
    if (file?.kind === 'file' && engine !== 'lockstep') checks.push(...checkWatch(load, file, now))
    checks.push(...checkClock(name, load.skewMs))
  }
  return checks
}

function isMissing(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}

function checkWatch({ at, pid }: Load, file: PathPart, now: Date): Check[] {
  const changed = Number(file.ctimeNs / 1_000_000n)
  const late = changed > at + 1_000 && now.getTime() - changed > SETTLED_MS
  // A file that was touched, or whose new content was refused, is newer than the load too: the watch itself tells.
  const watched = late ? watchedInodes(pid) : null
  if (!late || watched?.has(file.ino) === true) return []
  return [
    problem(
      `process ${pid} did not load the newest file: its watch is dead`,
      'Restart it; something replaced the file instead of writing into it.',
    ),
  ]
}

function checkClock(name: string, skewMs: number): Check[] {
  const skewS = Math.round(Math.abs(skewMs) / 1000)
  if (skewS <= 1) return []
  return [
    problem(
      `the clock of ${name} and of its file system are ${skewS} s apart`,
      'Set the clock (NTP); with more than 1 s nothing can be proved.',
    ),
  ]
}

interface Load {
  /** ms since the epoch. */
  readonly at: number
  readonly pid: number
  readonly skewMs: number
}

/** The newest load of a living process that runs this file; null when the events are of another, or of one that ended, or cannot be read to their end. */
function lastLoad(path: string, config: string): Load | null {
  let file: EventFile
  try {
    file = new EventFile(path, seekSome)
  } catch {
    return null
  }
  try {
    const lines = file.lines(0, MAX_BYTES).flatMap(({ bytes }) => readEvent(bytes.toString('utf8')) ?? [])
    if (file.isHeldUp) return null
    const start = lines.find(({ type }) => type === 'startup')
    const { pid, config: typed } = start?.fields ?? {}
    if (start === undefined || typeof pid !== 'number' || typeof typed !== 'string') return null
    const seen = seeProcess(pid)
    if (seen === null || !fitsStart(seen, start.at)) return null
    if (typed !== config && !samePath(resolve(seen.cwd ?? '/', typed), config)) return null
    const load = lines.findLast(
      ({ type, fields }) => type === 'startup' || (type === 'config_reload' && fields.status === 'success'),
    )
    const last = lines.at(-1)
    const skewMs = last === undefined ? 0 : file.stat().mtimeMs - Number(last.at / 1_000_000n)
    return load === undefined ? null : { at: Number(load.at / 1_000_000n), pid, skewMs }
  } finally {
    file.close()
  }
}
