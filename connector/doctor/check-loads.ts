import { constants, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EventFile, type Seek } from '../event-file'
import { readEvent, type ProxyEvent } from '../event-line'
import { samePath } from '../match-instance'
import type { Observation, PathPart } from '../observe-file'
import { fitsStart, seeProcess } from '../process-start'
import type { ProxySettings } from '../settings'
import { watchedInodes } from '../watched-inodes'
import { mayAccess } from './check-path'
import { note, ok, problem, type Check } from './finding'

const MAX_BYTES = 64 * 1024 * 1024
/** The start event is the first line. */
const START_BYTES = 1024
/** A process that does nothing else writes an event so often. */
const HEARTBEAT_MS = 60_000
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
    const process = readProcess(join(events, name), config)
    if (process === null) continue
    checks.push(...checkHidden(process, now), ...checkClock(name, process))
    // Our own proxy reads the file again and again: it has no watch that can die.
    if (process.isSeen && file?.kind === 'file' && engine !== 'lockstep')
      checks.push(...checkWatch(process, file, now))
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

/** What a file of events says of the process that writes it. */
interface EventProcess {
  readonly pid: number
  /** Its newest load, ms since the epoch. */
  readonly loadedAt: number
  /** Its newest event, ms since the epoch; null when what ends the file is none. */
  readonly lastAt: number | null
  /** When the file was last written, ms since the epoch, by the clock of its file system. */
  readonly writtenAt: number
  /** Whether it can be seen from here; else it has ended, or is in another container. */
  readonly isSeen: boolean
}

/** Of a process that cannot be seen but seems to live, nothing else can be checked. */
function checkHidden({ pid, isSeen, lastAt }: EventProcess, now: Date): Check[] {
  const agoS = Math.round((now.getTime() - (lastAt ?? 0)) / 1000)
  if (isSeen || agoS > (2 * HEARTBEAT_MS) / 1000) return []
  return [
    note(
      `process ${pid} wrote an event ${agoS} s ago and cannot be seen from here: if it lives, whether its watch is dead is not known`,
      'If it runs in another container, let both share the processes of the pod (shareProcessNamespace: true, or --pid); more can be proved then as well.',
    ),
  ]
}

function checkWatch({ loadedAt, pid }: EventProcess, file: PathPart, now: Date): Check[] {
  const changed = Number(file.ctimeNs / 1_000_000n)
  if (changed <= loadedAt + 1_000 || now.getTime() - changed <= SETTLED_MS) return []
  // A file that was touched, or whose new content was refused, is newer than the load too: the watch itself tells.
  const watched = watchedInodes(pid)
  if (watched?.has(file.ino) === true) return []
  if (watched === null)
    return [
      note(
        `the file is newer than what process ${pid} loaded, and whether it watches the file may not be seen`,
        'Run this as the user that runs the proxy. If the proxy does not follow the next change either, restart it.',
      ),
    ]
  return [
    problem(
      `process ${pid} did not load the newest file: its watch is dead`,
      'Restart it; something replaced the file instead of writing into it.',
    ),
  ]
}

function checkClock(name: string, { isSeen, lastAt, writtenAt }: EventProcess): Check[] {
  // Of one that has ended, somebody may have touched the file.
  if (!isSeen || lastAt === null) return []
  const skewS = Math.round(Math.abs(writtenAt - lastAt) / 1000)
  if (skewS <= 1) return []
  return [
    problem(
      `the clock of ${name} and of its file system are ${skewS} s apart`,
      'Set the clock (NTP); with more than 1 s nothing can be proved.',
    ),
  ]
}

/** The process that writes an event file; null when it runs another policy, is known to have ended, or its file cannot be read to its end. */
function readProcess(path: string, config: string): EventProcess | null {
  let file: EventFile
  try {
    file = new EventFile(path, seekSome)
  } catch {
    return null
  }
  try {
    const { size, mtimeMs } = file.stat()
    const start = eventsOf(file, 0, START_BYTES).find(({ type }) => type === 'startup')
    // Of a large file the end: the newest load is there, unless nothing was loaded for as long.
    const newest = eventsOf(file, Math.max(0, size - MAX_BYTES), MAX_BYTES)
    if (file.isHeldUp) return null
    const { pid, config: typed } = start?.fields ?? {}
    if (start === undefined || typeof pid !== 'number' || typeof typed !== 'string') return null
    if (newest.at(-1)?.type === 'shutdown') return null
    const seen = seeProcess(pid)
    if (seen !== null && !fitsStart(seen, start.at)) return null
    if (typed !== config && !samePath(resolve(seen?.cwd ?? '/', typed), config)) return null
    const load =
      newest.findLast(
        ({ type, fields }) => type === 'startup' || (type === 'config_reload' && fields.status === 'success'),
      ) ?? start
    const last = readEvent(file.lineBefore(size) ?? '')
    return {
      pid,
      loadedAt: msOf(load),
      lastAt: last === null ? null : msOf(last),
      writtenAt: mtimeMs,
      isSeen: seen !== null,
    }
  } finally {
    file.close()
  }
}

/** Events from an offset on; what stands there may be the rest of a line, which is no event. */
function eventsOf(file: EventFile, from: number, maxBytes: number): ProxyEvent[] {
  return file.lines(from, maxBytes).flatMap(({ bytes }) => readEvent(bytes.toString('utf8')) ?? [])
}

const msOf = ({ at }: ProxyEvent) => Number(at / 1_000_000n)
