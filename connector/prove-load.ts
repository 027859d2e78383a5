import type { Evidence } from '@/lib/wire/terms'
import type { Digest } from './digest'
import type { Observation, PathPart } from './observe-file'

/** What a load is proved to have loaded, or why it is not. */
export interface Proof {
  readonly evidence: Evidence
  /** The content on disk; what runs, from evidence 3 on. */
  readonly content: Digest | null
  /** Why not more than 2; null at 3. */
  readonly reason: string | null
}

const NS_PER_MS = 1_000_000n
/** The file must have been as it is for this long before the event: the time between reading it and writing the event. */
export const MARGIN_MS = 50
/** Times of files are those of the kernel's last tick: a file may have changed so much later than its own time says. */
const FILE_TICK_MS = 10
/** Above this, times of the host's clocks prove nothing. */
export const MAX_SKEW_MS = 1_000

/** Times are told in nanoseconds, and this host's clock in milliseconds: what is ahead of it by more lies in the future. */
const GRAIN_MS = 2
/** Why times prove nothing where a clock went backwards: a file that changed later may have the earlier time. */
const SET_BACK = 'the clock of its host was set back, so that times do not tell what came first'

/** What is known about a load that succeeded. */
export interface LoadSeen {
  /** Time of the event, nanoseconds since the epoch. */
  readonly eventAt: bigint
  /** For a start: when the process began, if that can be seen. The file is read between that and the event. */
  readonly startedAt: bigint | null
  /** How far the event file's clock and its events' times are apart; null when it cannot be told. */
  readonly skewMs: number | null
}

/**
 * The rule for evidence 3 (fleet.md): the bytes that lie at the path now are those that were loaded, because neither the file nor any
 * link on the way to it changed since a moment before the load. Directories change whenever an entry is added; one that did may still
 * be the same directory, which an observation from before the load tells.
 */
export function proveLoad(load: LoadSeen, now: Observation, before: Observation | null): Proof {
  const { content } = now
  if (content === null)
    return { evidence: 0, content: null, reason: `the file cannot be compared: ${now.error}` }
  const weak = (reason: string): Proof => ({ evidence: 2, content, reason })
  if (now.network)
    return weak('the file lies on a network file system, whose change times prove nothing here')
  if (load.skewMs !== null && Math.abs(load.skewMs) > MAX_SKEW_MS)
    return weak(`the clocks of the events and of the files are ${Math.round(load.skewMs / 1000)} s apart`)
  if (load.eventAt > now.at + BigInt(GRAIN_MS) * NS_PER_MS) return weak(SET_BACK)
  const began = load.startedAt === null ? null : load.startedAt - BigInt(FILE_TICK_MS) * NS_PER_MS
  const deadline = earlier(load.eventAt - BigInt(MARGIN_MS) * NS_PER_MS, began)
  const moved = now.parts.find((part) => part.ctimeNs >= deadline && !knownDirectory(part, before, deadline))
  if (moved === undefined) return { evidence: 3, content, reason: null }
  const when =
    moved.ctimeNs >= load.eventAt ? 'after the process loaded it' : 'about when the process loaded it'
  return weak(
    moved.kind === 'file'
      ? `the file changed ${when}`
      : `${moved.path}, on the way to the file, changed ${when}`,
  )
}

function earlier(a: bigint, b: bigint | null): bigint {
  return b !== null && b < a ? b : a
}

/**
 * A directory of which only the entries changed since the load: its own rename would move its change time away from its modification
 * time. That it is the same one is told by an observation from before the load; those directly below the root (/tmp, /etc, /var) are
 * taken to stay where they are while proxies run.
 */
function knownDirectory(part: PathPart, before: Observation | null, deadline: bigint): boolean {
  if (part.kind !== 'directory' || part.ctimeNs !== part.mtimeNs) return false
  if (part.path.lastIndexOf('/') === 0) return true
  if (before === null || before.at >= deadline) return false
  const then = before.parts.find(({ path }) => path === part.path)
  return then !== undefined && then.ino === part.ino && then.dev === part.dev
}
