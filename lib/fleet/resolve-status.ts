import { PROVED } from '@/lib/wire/terms'
import type { InstanceState, Placement, ProxyState, SeenContent, SeenRunning } from './proxy-state'
import { sayDuration, sayInstant } from './say-duration'
import { fillSentence, fleetState, severity, type FleetStateId } from './states'

/** Contact is live up to this age, then stale. */
export const LIVE_MS = 45_000
/** Contact is stale up to this age, then the proxy is offline. */
export const OFFLINE_MS = 300_000
/** A file that arrived is loaded within this time, or was not noticed. */
export const RELOAD_MS = 5_000
/** A process tries what arrived no sooner than this. */
const TRIED_AFTER_MS = 50

export interface InstanceVerdict {
  readonly id: string
  readonly state: FleetStateId
  readonly sentence: string
}

export interface Verdict {
  readonly state: FleetStateId
  readonly sentence: string
  /** The contact is older than 45 s: shown greyed, with "seen ‹age› ago". */
  readonly stale: boolean
  /** The desired content that this was computed against; null when it is not known or removed. */
  readonly against: { readonly sha256: string; readonly commit: string } | null
  readonly instances: readonly InstanceVerdict[]
  /** Live instances in this headline's state: "n of m instances". */
  readonly count: number
}

type Place = (blob: string | null) => Placement

/**
 * The state of a proxy and of each live instance: the first row of `FLEET_STATES` whose rule applies (fleet.md).
 * The headline is that of the worst live instance. Pure: facts, history and time come in, a verdict goes out.
 */
export function resolveStatus(proxy: ProxyState, place: Place, now: Date): Verdict {
  const age = proxy.lastSeenAt === null ? Infinity : now.getTime() - proxy.lastSeenAt.getTime()
  const instances =
    age > OFFLINE_MS ? [] : proxy.instances.map((instance) => judge(proxy, instance, place, now))
  const worst = instances.toSorted((a, b) => severity(a.state) - severity(b.state))[0]
  const headline =
    age > OFFLINE_MS ? offline(proxy, place, now) : (worst ?? unread(proxy) ?? notRunning(proxy, now))
  const { desired } = proxy
  return {
    state: headline.state,
    sentence: headline.sentence,
    stale: age > LIVE_MS && age <= OFFLINE_MS,
    against: desired.kind === 'file' ? { sha256: desired.sha256, commit: desired.commit } : null,
    instances,
    count: instances.filter(({ state }) => state === headline.state).length,
  }
}

/** A span of time in ms, its first instant excluded and its last included. */
export interface Span {
  readonly after: number
  readonly until: number
}

/**
 * The span around `now` in which a proxy keeps its state while neither a fact nor git changes. Its sentence may say another time meanwhile.
 * Nothing is said of a pin, with whose end the desired content changes.
 */
export function stateHolds(
  {
    lastSeenAt,
    delivered,
    desiredSince,
    allowanceMs,
  }: Pick<ProxyState, 'lastSeenAt' | 'delivered' | 'allowanceMs'> & {
    readonly desiredSince: Date
  },
  now: Date,
): Span {
  const turns = [desiredSince.getTime() + allowanceMs]
  if (lastSeenAt !== null) turns.push(lastSeenAt.getTime() + OFFLINE_MS)
  if (delivered !== null) turns.push(delivered.at.getTime() + RELOAD_MS)
  let [after, until] = [-Infinity, Infinity]
  for (const turn of turns) {
    if (turn < now.getTime()) after = Math.max(after, turn)
    else until = Math.min(until, turn)
  }
  return { after, until }
}

type Headline = Omit<InstanceVerdict, 'id'>

function say(state: FleetStateId, values: Readonly<Record<string, string>> = {}): Headline {
  return { state, sentence: fillSentence(fleetState(state).sentence, values) }
}

function offline(proxy: ProxyState, place: Place, now: Date): Headline {
  const seen = proxy.lastSeenAt
  if (seen === null) return { state: 'OFFLINE', sentence: 'It has never reported.' }
  const ago = `${sayDuration(now.getTime() - seen.getTime())} ago`
  const last = lastKnown(proxy, place, now)
  if (last === null) {
    const { length } = proxy.instances
    const what = length > 1 ? `not known what each of its ${length} processes ran` : 'never known what it ran'
    return { state: 'OFFLINE', sentence: `Last seen ${ago}; it was ${what}.` }
  }
  // A file on the disk is not what a process has in memory.
  const where = last.evidence < PROVED ? 'on disk' : 'running'
  return say('OFFLINE', { where, running: name(last, place), ago })
}

/** What the process ran at the last contact of which least is known; of those that are proved, the one that stood worst. */
function lastKnown(proxy: ProxyState, place: Place, now: Date): SeenRunning | null {
  const [first, ...others] = proxy.instances
  if (first === undefined) return proxy.lastRunning
  const rank = (instance: InstanceState): [number, number] => [
    Math.min(instance.running?.evidence ?? -1, PROVED),
    severity(judge(proxy, instance, place, now).state),
  ]
  const isWorse = (a: InstanceState, b: InstanceState) => {
    const [[known, stood], [otherKnown, otherStood]] = [rank(a), rank(b)]
    return known === otherKnown ? stood < otherStood : known < otherKnown
  }
  return others.reduce((worst, other) => (isWorse(other, worst) ? other : worst), first).running
}

/** Without its events nobody knows whether there is a process. */
function unread({ unread: why }: ProxyState): Headline | null {
  return why === null ? null : say('UNVERIFIED', { why })
}

function notRunning(proxy: ProxyState, now: Date): Headline {
  const since = proxy.lastEndedAt === null ? ' yet' : ` since ${sayInstant(proxy.lastEndedAt, now)}`
  return say('NOT_RUNNING', { since })
}

function judge(proxy: ProxyState, instance: InstanceState, place: Place, now: Date): InstanceVerdict {
  const { running } = instance
  const verdict =
    running === null || running.evidence < PROVED || running.sha256 === null
      ? unverified(running)
      : (unknownDesired(proxy) ?? compare(proxy, { ...instance, running }, place, now))
  return { id: instance.id, ...verdict }
}

function unverified(running: SeenRunning | null): Headline {
  const why = running?.reason ?? 'no start or reload of this process was seen'
  return say('UNVERIFIED', { why })
}

function unknownDesired({ desired }: ProxyState): Headline | null {
  if (desired.kind !== 'unknown') return null
  return {
    state: 'UNVERIFIED',
    sentence: `Cannot compare what it runs: ${desired.reason}.`,
  }
}

type Proved = InstanceState & { readonly running: SeenRunning }

/** The rows from REJECTED on: what runs is known. */
function compare(proxy: ProxyState, instance: Proved, place: Place, now: Date): Headline {
  return (
    rejected(proxy, instance, place) ??
    didNotReload(proxy, instance, now) ??
    edited(proxy, instance, place, now) ??
    notDelivered(proxy, now) ??
    notOnMain(proxy, instance, place) ??
    settled(proxy, instance, place, now)
  )
}

function rejected(proxy: ProxyState, instance: Proved, place: Place): Headline | null {
  const { desired, refused } = proxy
  if (desired.kind !== 'file' || instance.running.sha256 === desired.sha256) return null
  const running = name(instance.running, place)
  const failed = (attempt: typeof refused) =>
    attempt?.result === 'failure' && (attempt.sha256 ?? lyingAt(proxy, attempt)) === desired.sha256
      ? attempt
      : null
  const byProcess = failed(instance.attempted)
  if (byProcess) return say('REJECTED', { by: 'by the proxy', error: reasonOf(byProcess), running })
  const byConnector = failed(refused)
  return byConnector
    ? say('REJECTED', { by: 'by the connector, not written', error: reasonOf(byConnector), running })
    : null
}

/** What was tried at a moment, when only that is known: the file that had arrived before, unless it came in the very moment. */
function lyingAt({ delivered }: ProxyState, { hostAt }: SeenContent): string | null {
  return delivered !== null && hostAt.getTime() - delivered.hostAt.getTime() >= TRIED_AFTER_MS
    ? delivered.sha256
    : null
}

function reasonOf(attempt: { readonly error: string | null }): string {
  return (attempt.error ?? 'no reason was given').replace(/\.$/, '')
}

function didNotReload(proxy: ProxyState, instance: Proved, now: Date): Headline | null {
  const { desired, delivered } = proxy
  if (desired.kind !== 'file' || instance.running.sha256 === desired.sha256) return null
  if (delivered === null || delivered.sha256 !== desired.sha256) return null
  if (now.getTime() - delivered.at.getTime() <= RELOAD_MS) return null
  return say('DID_NOT_RELOAD')
}

function edited(proxy: ProxyState, instance: Proved, place: Place, now: Date): Headline | null {
  const { delivered } = proxy
  const told = (content: SeenContent, what: string) =>
    notKnownYet(proxy, content, now) ?? say('EDITED', { what, difference: difference(proxy, content) })
  if (place(instance.running.blob).kind === 'in-no-commit') return told(instance.running, 'What it runs')
  if (delivered?.blob == null || place(delivered.blob).kind !== 'in-no-commit') return null
  return told(delivered, `${otherInMemory(proxy, instance)} file on disk`)
}

/** Whoever can reach the forge while Lockstep cannot has commits that Lockstep has not. */
function notKnownYet({ silence }: ProxyState, content: SeenContent, now: Date): Headline | null {
  if (silence === null || content.at <= silence.knownTo) return null
  const why =
    silence.since === null
      ? 'as the repository was not fetched yet since Lockstep started'
      : `as the repository cannot be fetched since ${sayInstant(silence.since, now)}`
  const sentence = `Cannot compare what came to it: ${digest(content)} is not known here yet, ${why}.`
  return { state: 'UNVERIFIED', sentence }
}

/** A process that states a digest may have taken up bytes that no connector ever saw: what lies on the disk is not what it runs. */
function otherInMemory({ desired }: ProxyState, { running }: Proved): string {
  if (running.blob !== null || desired.kind !== 'file' || running.sha256 === desired.sha256) return 'The'
  return `What it runs, ${digest(running)}, is no version of this file on ${desired.ref}, and its bytes were never seen; the`
}

/** In how many lines a content differs from the desired one, where its connector counted that; else which content it is. */
function difference({ desired, delivered }: ProxyState, content: SeenContent): string {
  const counted = delivered?.sha256 === content.sha256 ? delivered?.differs : null
  if (counted == null || desired.kind !== 'file' || counted.from !== desired.sha256)
    return `${digest(content)}, its lines were not counted`
  const { lines } = counted
  return `${lines} ${lines === 1 ? 'line differs' : 'lines differ'} from ${desired.ref}@${desired.commit.slice(0, 7)}`
}

function notDelivered(proxy: ProxyState, now: Date): Headline | null {
  const { desired, delivered } = proxy
  if (desired.kind !== 'file' || delivered?.sha256 === desired.sha256) return null
  return young(proxy, now) ? null : say('NOT_DELIVERED', { tool: proxy.tool })
}

function notOnMain(proxy: ProxyState, instance: Proved, place: Place): Headline | null {
  const { desired } = proxy
  if (desired.kind === 'removed') {
    const what = `${name(instance.running, place)}, a file that was removed from ${desired.ref}`
    return say('NOT_ON_MAIN', { what })
  }
  const placement = place(instance.running.blob)
  if (placement.kind !== 'off-ref') return null
  const what =
    placement.path === null
      ? `a commit that is not on ${desired.ref}`
      : `the content of another file, ${placement.path}`
  return say('NOT_ON_MAIN', { what })
}

/** The calm rows. What no row names (a file that arrived less than 5 s ago, later than the allowance) is still on its way. */
function settled(proxy: ProxyState, instance: Proved, place: Place, now: Date): Headline {
  const { desired, pin } = proxy
  const running = name(instance.running, place)
  if (desired.kind !== 'file' || instance.running.sha256 !== desired.sha256) {
    const since = desired.kind === 'unknown' ? 'now' : sayInstant(desired.since, now)
    return say('ROLLING_OUT', { running, since })
  }
  if (pin === null) return say('IN_SYNC', { ref: `${desired.ref}@${desired.commit.slice(0, 7)}`, running })
  const until = sayInstant(pin.until, now)
  return say('PINNED', { pinned: pin.commit.slice(0, 7), until, reason: pin.reason })
}

function young({ desired, allowanceMs }: ProxyState, now: Date): boolean {
  return desired.kind !== 'unknown' && now.getTime() - desired.since.getTime() <= allowanceMs
}

/** The commit that brought this content, or its digest. */
function name(content: SeenContent, place: Place): string {
  const placement = place(content.blob)
  return placement.kind === 'on-ref' ? placement.introducedBy.slice(0, 7) : digest(content)
}

function digest({ sha256 }: SeenContent): string {
  return sha256 === null ? 'an unknown file' : `sha256 ${sha256.slice(0, 8)}…`
}
