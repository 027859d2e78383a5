import { setTimeout as delay } from 'node:timers/promises'
import type { DecisionAnswer, RejectCode } from '@/lib/wire/decision-batch'
import { answerRequest } from './answer-request'
import { buildBatch } from './batch'
import { wantedOf } from './delivery'
import { retryDelayMs, Unreachable } from './http-client'
import { moment } from './moment'
import type { ProxyAgent } from './proxy-agent'
import { Refused } from './server-link'

/** Codes after which asking again makes no sense until a person acts. */
const FINAL = new Set(['unknown-token', 'proxy-retired', 'protocol-too-old', 'invalid-input'])
const WAIT_S = 55
const GIT_POLL_MS = 30_000
/** The folder may be read by another connector, whose proxy a stranger here is: it goes first, and its word on whose the calls are counts. */
const STRANGERS_WAIT_MS = 15_000
/** Tokens last 180 days. */
const ROTATE_MS = 90 * 86_400_000

export interface LoopOptions {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Keeps a new token durably. */
  readonly keepToken: (token: string, expiresAt: string) => void
  readonly tokenExpiresAt: () => string
  /** Writes no policy, whoever asks. */
  readonly dryRun: boolean
  /** Asking again makes no sense until a person acts. */
  readonly onRefused: (refused: Refused) => void
}

/** Waits that end early when something happened; nothing that happens between two waits is missed. */
export class Bell {
  #rung = false
  #wake: (() => void) | null = null
  /** Ends waits. To begin and to stop listening takes as long as there are listeners, and a host has hundreds: it is listened to once. */
  #heard: AbortSignal | null = null

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#heard !== signal) signal.addEventListener('abort', () => this.#wake?.(), { once: true })
    this.#heard = signal
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => this.#wake?.(), ms)
        this.#wake = () => {
          clearTimeout(timer)
          this.#wake = null
          resolve()
        }
      })
    }
    this.#rung = false
  }
}

/** Sends what is new at once, and a keep-alive now and then. Ends when stopped, or when only a person can help. */
export async function reportLoop(agent: ProxyAgent, bell: Bell, options: LoopOptions): Promise<void> {
  let intervalMs = 30_000
  for (let failures = 0; !options.signal.aborted;) {
    try {
      intervalMs = await reportOnce(agent, options, new Date())
      failures = 0
      // What happened while the report was under way is told right behind it.
      if (!agent.reports.busy) await waitForNews(agent, bell, intervalMs, options.signal)
    } catch (error) {
      failures += 1
      if (!(await mayGoOn(error, failures, options))) return
    }
  }
}

/** Until there is something to tell, or a keep-alive is due. What a bell was rung for may have been told meanwhile by the report before. */
async function waitForNews(agent: ProxyAgent, bell: Bell, ms: number, signal: AbortSignal): Promise<void> {
  const until = moment().steady + ms
  do await bell.wait(Math.max(0, until - moment().steady), signal)
  while (!signal.aborted && moment().steady < until && !agent.hasNews)
}

/** One report, and another token when it is old or an administrator wants it replaced; returns the interval that the server asks for. */
export async function reportOnce(
  agent: ProxyAgent,
  options: Pick<LoopOptions, 'signal' | 'say' | 'keepToken' | 'tokenExpiresAt'>,
  now: Date,
): Promise<number> {
  const report = agent.reports.next(agent.knowledge(), now)
  const answer = await agent.link.report(report)
  agent.positions.noteAnswer()
  agent.reports.answered(report, answer)
  const isOld = Date.parse(options.tokenExpiresAt()) - now.getTime() < ROTATE_MS
  if (isOld || answer.renewToken === true) await rotate(agent, options, isOld)
  await agent.countLines(answer, options.signal)
  return answer.intervalS * 1000
}

/** The new token is on the disk before it is used, and the old one counts ten more minutes: whoever is killed in between goes on with either. */
async function rotate(
  agent: ProxyAgent,
  { keepToken, say }: Pick<LoopOptions, 'say' | 'keepToken'>,
  isOld: boolean,
): Promise<void> {
  const { token, tokenExpiresAt } = await agent.link.rotate()
  keepToken(token, tokenExpiresAt)
  agent.link.token = token
  say(isOld ? 'took a new token: the old one would end' : 'took a new token: an administrator asked for it')
}

/** Sends decisions in batches until the server has all of them. */
export async function shipLoop(agent: ProxyAgent, bell: Bell, options: LoopOptions): Promise<void> {
  let limit: number | undefined
  for (let failures = 0; !options.signal.aborted;) {
    try {
      const backoffMs = await shipOnce(agent, options, limit, Date.now() - STRANGERS_WAIT_MS)
      failures = 0
      if (backoffMs === null) await bell.wait(30_000, options.signal)
      else if (backoffMs > 0) await pause(backoffMs, options.signal)
    } catch (error) {
      if (error instanceof Refused && error.code === 'too-large' && limit !== 1) {
        limit = Math.max(1, Math.floor((limit ?? 5000) / 2))
        continue
      }
      failures += 1
      if (!(await mayGoOn(error, failures, options))) return
    }
  }
}

/** Sends one batch; null when there was nothing to send, else how long the server wants to be left alone. */
export async function shipOnce(
  agent: ProxyAgent,
  { say, signal }: Pick<LoopOptions, 'say' | 'signal'>,
  limit?: number,
  strangersBefore?: number,
): Promise<number | null> {
  const batch = buildBatch(agent.files(), limit, strangersBefore)
  if (batch === null) return null
  const { ackedTo, rejected, missing, backoffMs } = await agent.link.decisions(batch, signal)
  sayRejected(agent, say, rejected)
  agent.acknowledge(ackedTo, missing)
  for (const { fileId, code } of rejected)
    if (fileId !== null && NOT_ITS_OWN.has(code)) agent.sendAnew(fileId)
  // What is not taken must not be sent for ever without a pause.
  return Object.keys(ackedTo).length === 0 ? Math.max(backoffMs, 5_000) : backoffMs
}

/** Codes for a whole file. */
const NOT_ITS_OWN: ReadonlySet<string> = new Set<RejectCode>(['foreign-file', 'file-mismatch'])

/** Most rejected lines of one batch that are named one by one. */
const NAMED = 50

/** Lines that the log did not take, by file and offset: whoever wrote them can find them. */
function sayRejected(agent: ProxyAgent, say: LoopOptions['say'], rejected: DecisionAnswer['rejected']): void {
  const names = new Map(agent.files().map(({ id, name }) => [id, name]))
  for (const { fileId, offset, code } of rejected.slice(0, NAMED))
    say(`not taken into the log: ${names.get(fileId ?? '') ?? 'a line'}, byte ${offset ?? '?'} (${code})`)
  if (rejected.length > NAMED) say(`not taken into the log: ${rejected.length - NAMED} lines more`)
}

/** Learns of a new desired policy the moment it is there. In mode git it is only a nudge to fetch. */
export async function desiredLoop(
  agent: ProxyAgent,
  onWanted: () => void,
  options: LoopOptions,
): Promise<void> {
  for (let failures = 0; !options.signal.aborted;) {
    try {
      if (agent.git !== null) await fetchWanted(agent)
      else await takeDesired(agent, WAIT_S, options)
      onWanted()
      failures = 0
      if (agent.git !== null) await nudged(agent, options)
    } catch (error) {
      failures += 1
      if (!(await mayGoOn(error, failures, options))) return
    }
  }
}

/** Fetches the desired policy; bytes that are not what they are called are refused. */
export async function takeDesired(
  agent: ProxyAgent,
  waitS: number,
  options: Pick<LoopOptions, 'signal' | 'say' | 'dryRun'>,
): Promise<void> {
  const answer = await agent.link.desired(agent.known, { waitS, signal: options.signal })
  if (answer === null) return
  const { desired, content, tag, request } = answer
  if (desired.kind === 'file' && content !== null) {
    const bytes = Buffer.from(content, 'base64')
    const wanted = wantedOf(bytes, 'Lockstep')
    if (wanted.sha256 !== desired.sha256 || wanted.blob !== desired.blob) {
      throw new Refused(
        'bad-answer',
        'The bytes of the policy are not those that the server named; nothing was written.',
        502,
        null,
      )
    }
    agent.learn(wanted)
    if (agent.settings.mode === 'pull') agent.delivery.wanted = wanted
  }
  if (desired.kind === 'removed')
    options.say('the policy was removed from git; the last good one stays in force')
  if (desired.kind === 'unknown') options.say(`nothing to deliver: ${desired.reason}`)
  if (request !== null) await answerRequest(agent, request, options)
  agent.known = tag
}

/** For modes in which somebody else brings the file: waits for what people ask alone. */
export async function requestLoop(
  agent: ProxyAgent,
  onDone: () => void,
  options: LoopOptions,
): Promise<void> {
  for (let failures = 0; !options.signal.aborted;) {
    try {
      const answer = await agent.link.desired(agent.known, {
        waitS: WAIT_S,
        signal: options.signal,
        only: 'requests',
      })
      if (answer !== null) {
        const { request, tag } = answer
        if (request !== null) await answerRequest(agent, request, options)
        // A server that knows no requests answers when the policy changes, and that is all.
        agent.known = tag
        onDone()
      }
      failures = 0
    } catch (error) {
      failures += 1
      if (!(await mayGoOn(error, failures, options))) return
    }
  }
}

/** Mode git: fetches, and wants what is there. Throws GitError. */
export async function fetchWanted(agent: ProxyAgent): Promise<void> {
  const found = await agent.git?.read(new Date())
  if (!found) return
  agent.delivery.wanted = wantedOf(found.bytes, 'git')
  agent.learn(agent.delivery.wanted)
}

/** Waits for the server to say that the ref moved; without a server, polling goes on. */
async function nudged(agent: ProxyAgent, options: LoopOptions): Promise<void> {
  const until = AbortSignal.any([options.signal, AbortSignal.timeout(GIT_POLL_MS)])
  try {
    const answer = await agent.link.desired(agent.known, { waitS: WAIT_S, signal: until, alone: true })
    if (answer === null) return
    if (answer.request !== null) await answerRequest(agent, answer.request, options)
    agent.known = answer.tag
  } catch {
    await pause(agent.known === '' ? 1_000 : GIT_POLL_MS, until)
  }
}

async function mayGoOn(
  error: unknown,
  failures: number,
  { signal, say, onRefused }: LoopOptions,
): Promise<boolean> {
  if (signal.aborted) return false
  const refused = error instanceof Refused ? error : null
  if (refused === null && !(error instanceof Unreachable))
    say(error instanceof Error ? error.message : String(error))
  else if (failures === 1) say(error instanceof Error ? error.message : String(error))
  if (refused !== null && FINAL.has(refused.code)) {
    onRefused(refused)
    return false
  }
  await pause(retryDelayMs(failures, refused?.retryAfterS ?? null, Math.random()), signal)
  return !signal.aborted
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
