import {
  hostOutcomes,
  hostWaitsAnswer,
  MOST_TOGETHER,
  type HostOutcome,
  type HostWaitsAnswer,
} from '@/lib/wire/host-calls'
import { desired } from '@/lib/wire/desired'
import * as z from 'zod'
import { Gather, type Gathered } from './gather'
import { problemOf, type HttpAnswer, type HttpClient } from './http-client'

/** Where calls of many proxies do not get through, it is tried again after this time: the server may have been replaced. */
const AGAIN_MS = 10 * 60_000
const MOST_BYTES = 1024 * 1024
/** A larger batch goes alone: as a text in JSON it would be larger still. */
const SMALL_BATCH = 64 * 1024
const V1 = '/api/connector/v1'
const POST_MS = 60_000

/** What a call was answered; `body` is read as JSON. */
export type CallOutcome = HostOutcome

/** Below `…/host/`. */
type HostCall = 'reports' | 'decisions' | 'desired'

interface ReportCall {
  readonly token: string
  /** The report as JSON. */
  readonly report: string
}

interface BatchCall {
  readonly token: string
  /** Body of `POST …/decisions`. */
  readonly batch: Buffer
  readonly signal: AbortSignal
}

interface WaitCall {
  readonly token: string
  readonly known: string
  readonly waitS: number
  readonly only: 'requests' | undefined
  readonly signal: AbortSignal
}

const wanted = z.looseObject({ desired })

/**
 * The reports, waits and batches of all proxies of a host: those of the same moment are one call, so that a merge costs the server one
 * answer per host and not one per proxy. Each is answered for itself. Everything rejects with Unreachable.
 */
export class HostCalls {
  readonly #reports: Gather<ReportCall, CallOutcome>
  readonly #waits: Gather<WaitCall, CallOutcome>
  readonly #batches: Gather<BatchCall, CallOutcome>
  /** Calls that every proxy makes for itself, and until when. */
  readonly #aloneUntil = new Map<HostCall, number>()
  /** Tokens with which a call of many was not let in. */
  readonly #refused = new Set<string>()

  constructor(private readonly client: HttpClient) {
    this.#reports = new Gather((calls) => this.#sendReports(calls), {
      most: MOST_TOGETHER,
      mostBytes: MOST_BYTES,
      bytesOf: ({ report }) => report.length,
      atOnce: 2,
    })
    this.#waits = new Gather((calls) => this.#sendWaits(calls), {
      most: MOST_TOGETHER,
      mostBytes: MOST_BYTES,
      bytesOf: () => 1,
      atOnce: Infinity,
    })
    this.#batches = new Gather((calls) => this.#sendBatches(calls), {
      most: MOST_TOGETHER,
      mostBytes: MOST_BYTES,
      // What is large is sent as it is.
      bytesOf: ({ batch }) => (batch.length > SMALL_BATCH ? MOST_BYTES : batch.length),
      atOnce: 4,
    })
  }

  report(call: ReportCall): Promise<CallOutcome> {
    return this.#reports.add(call)
  }

  decisions(call: BatchCall): Promise<CallOutcome> {
    return this.#batches.add(call)
  }

  wait(call: WaitCall): Promise<CallOutcome> {
    return this.#waits.add(call)
  }

  /** A wait by itself, for one that ends at a time of its own. */
  async waitAlone({ token, known, waitS, only, signal }: WaitCall): Promise<CallOutcome> {
    const path = `${V1}/desired?known=${encodeURIComponent(known)}&wait=${waitS}${only === undefined ? '' : `&only=${only}`}`
    return outcomeOf(
      await this.client.send({ method: 'GET', path, token, timeoutMs: timeoutOf(waitS), signal }),
    )
  }

  async #sendReports(calls: readonly Gathered<ReportCall, CallOutcome>[]): Promise<void> {
    const alone = ({ token, report }: ReportCall) =>
      this.client
        .send({ method: 'POST', path: `${V1}/reports`, token, body: Buffer.from(report) })
        .then(outcomeOf)
    const body = () => {
      const reports = calls.map(
        ({ entry }) => `{"token":${JSON.stringify(entry.token)},"report":${entry.report}}`,
      )
      return `{"reports":[${reports.join(',')}]}`
    }
    return this.#post(calls, { call: 'reports', body, alone })
  }

  async #sendBatches(calls: readonly Gathered<BatchCall, CallOutcome>[]): Promise<void> {
    const alone = ({ token, batch, signal }: BatchCall) =>
      this.client
        .send({
          method: 'POST',
          path: `${V1}/decisions`,
          token,
          body: batch,
          contentType: 'application/x-ndjson',
          timeoutMs: POST_MS,
          signal,
        })
        .then(outcomeOf)
    const body = () => {
      const batches = calls.map(({ entry: { token, batch } }) => ({ token, batch: batch.toString('utf8') }))
      return JSON.stringify({ batches })
    }
    return this.#post(calls, { call: 'decisions', body, alone, signal: calls[0]?.entry.signal })
  }

  /** What each has to say, in one call. */
  async #post<Call extends { readonly token: string }>(
    calls: readonly Gathered<Call, CallOutcome>[],
    {
      call,
      body,
      alone,
      signal,
    }: {
      call: HostCall
      body: () => string
      alone: (call: Call) => Promise<CallOutcome>
      /** Of all of them: that of the connector. */
      signal?: AbortSignal | undefined
    },
  ): Promise<void> {
    if (calls.length === 1 || this.#isAlone(call)) return each(calls, alone)
    const token = this.#bearer(calls)
    const answer = await this.client.send({
      method: 'POST',
      path: `${V1}/host/${call}`,
      token,
      body: Buffer.from(body()),
      timeoutMs: POST_MS,
      ...(signal ? { signal } : {}),
    })
    if (this.#mustGoAlone(answer, { call, token })) return each(calls, alone)
    const { outcomes } = read(answer, hostOutcomes) ?? { outcomes: calls.map(() => outcomeOf(answer)) }
    answerEach(calls, outcomes)
  }

  async #sendWaits(calls: readonly Gathered<WaitCall, CallOutcome>[]): Promise<void> {
    const [first] = calls
    const alone = (call: WaitCall) => this.waitAlone(call)
    if (first === undefined || calls.length === 1 || this.#isAlone('desired')) return each(calls, alone)
    const { signal } = first.entry
    const waitS = Math.min(...calls.map(({ entry }) => entry.waitS))
    const proxies = calls.map(({ entry: { token, known, only } }) => ({ token, known, only }))
    const body = Buffer.from(JSON.stringify({ wait: waitS, proxies }))
    const path = `${V1}/host/desired`
    const token = this.#bearer(calls)
    const timeoutMs = timeoutOf(waitS)
    const answer = await this.client.send({ method: 'POST', path, token, body, timeoutMs, signal })
    if (this.#mustGoAlone(answer, { call: 'desired', token })) return each(calls, alone)
    const told = read(answer, hostWaitsAnswer)
    answerEach(calls, told === null ? calls.map(() => outcomeOf(answer)) : withContents(told))
  }

  #isAlone(call: HostCall): boolean {
    return Date.now() < (this.#aloneUntil.get(call) ?? 0)
  }

  /** The token of any of them lets a call in. */
  #bearer(calls: readonly { readonly entry: { readonly token: string } }[]): string | undefined {
    const tokens = calls.map(({ entry }) => entry.token)
    return tokens.find((token) => !this.#refused.has(token)) ?? tokens[0]
  }

  /**
   * Whether this call of many does not get through: an old server or something in between does not know it, it is too large, one of many
   * spoils it, or its token does not count. None of that is an answer to a single proxy.
   */
  #mustGoAlone(
    { status }: HttpAnswer,
    { call, token }: { call: HostCall; token: string | undefined },
  ): boolean {
    const isUnknown = status === 403 || status === 404 || status === 405
    if (isUnknown) this.#aloneUntil.set(call, Date.now() + AGAIN_MS)
    const isRefused = status === 401 || status === 410
    if (isRefused && token !== undefined) this.#refused.add(token)
    return isUnknown || isRefused || status === 400 || status === 413
  }
}

function timeoutOf(waitS: number): number {
  return (waitS + 20) * 1000
}

function each<Call>(
  calls: readonly Gathered<Call, CallOutcome>[],
  send: (call: Call) => Promise<CallOutcome>,
): void {
  for (const { entry, resolve, reject } of calls) send(entry).then(resolve, reject)
}

/** What is missing in the answer counts as an answer of something in between. */
function answerEach<Call>(
  calls: readonly Gathered<Call, CallOutcome>[],
  outcomes: readonly CallOutcome[],
): void {
  for (const [index, { resolve }] of calls.entries())
    resolve(outcomes[index] ?? { status: 502, body: null, retryAfterS: null })
}

/** Each answer with the bytes that it is about, as if it had come alone. */
function withContents({ outcomes, contents }: HostWaitsAnswer): CallOutcome[] {
  return outcomes.map((outcome) => {
    const answer = outcome.status === 200 ? wanted.safeParse(outcome.body).data : undefined
    if (answer?.desired.kind !== 'file') return outcome
    return { ...outcome, body: { ...answer, content: contents[answer.desired.blob] ?? null } }
  })
}

/** Null when the call as a whole was refused, or is no such answer. */
function read<Value>({ status, body }: HttpAnswer, schema: z.ZodType<Value>): Value | null {
  if (status !== 200) return null
  return schema.safeParse(asJson(body)).data ?? null
}

function outcomeOf(answer: HttpAnswer): CallOutcome {
  const { status, body, retryAfterS } = answer
  return { status, body: status === 200 || status === 304 ? asJson(body) : problemOf(answer), retryAfterS }
}

/** Undefined when it is none. */
function asJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
