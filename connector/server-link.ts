import { readFileSync } from 'node:fs'
import { decisionAnswerSchema, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { desiredAnswer, type DesiredAnswer } from '@/lib/wire/desired'
import type { HostAnswer } from '@/lib/wire/host-request'
import { enrolAnswer, tokenAnswer, type EnrolAnswer, type EnrolRequest } from '@/lib/wire/enrol'
import { reportAnswer, type ReportAnswer, type ReportRequest } from '@/lib/wire/report'
import type * as z from 'zod'
import { problemSchema } from '@/lib/wire/problem'
import type { CallOutcome, HostCalls } from './host-calls'
import { problemOf, sayStatus, type HttpAnswer, type HttpClient } from './http-client'

/** The server refused a request; `code` is one of lib/wire/problem.ts, or `http-‹status›` from something in between. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly retryAfterS: number | null,
  ) {
    super(detail)
  }
}

const V1 = '/api/connector/v1'

export interface WaitOptions {
  readonly waitS: number
  readonly signal: AbortSignal
  /** What is desired is no reason to answer. */
  readonly only?: 'requests'
  readonly alone?: boolean
}

/** The calls of the protocol for one proxy. Every method throws Refused or Unreachable. */
export class ServerLink {
  /** `host` is shared by the proxies of a host. */
  constructor(
    private readonly client: HttpClient,
    private readonly host: HostCalls,
    public token: string,
  ) {}

  async report(report: ReportRequest): Promise<ReportAnswer> {
    const call = { token: this.token, report: JSON.stringify(report) }
    return taken(await this.host.report(call), reportAnswer)
  }

  async decisions(batch: Buffer, signal: AbortSignal): Promise<DecisionAnswer> {
    return taken(await this.host.decisions({ token: this.token, batch, signal }), decisionAnswerSchema)
  }

  /**
   * What the proxy should run as soon as it is not `known` any more, or what a person asks; null after `waitS` seconds. `alone`: `signal`
   * is of this wait only.
   */
  async desired(
    known: string,
    { waitS, signal, only, alone = false }: WaitOptions,
  ): Promise<DesiredAnswer | null> {
    const call = { token: this.token, known, waitS, only, signal }
    const outcome = await (alone ? this.host.waitAlone(call) : this.host.wait(call))
    return outcome.status === 304 ? null : taken(outcome, desiredAnswer)
  }

  /** Answers what a person asked. */
  async answer(answer: HostAnswer): Promise<void> {
    const { status, ...rest } = await this.#post('/answers', JSON.stringify(answer))
    if (status === 200) return
    const { code, detail } = problemOf({ status, ...rest })
    throw new Refused(code, detail, status, rest.retryAfterS)
  }

  async rotate() {
    return read(await this.#post('/token', '{}'), tokenAnswer)
  }

  #post(path: string, body: string): Promise<HttpAnswer> {
    return this.client.send({ method: 'POST', path: V1 + path, token: this.token, body: Buffer.from(body) })
  }
}

/** Exchanges an enrolment key for a token. */
export async function enrol(client: HttpClient, request: EnrolRequest): Promise<EnrolAnswer> {
  const body = Buffer.from(JSON.stringify(request))
  return read(await client.send({ method: 'POST', path: `${V1}/enrol`, body }), enrolAnswer)
}

function read<Value>(answer: HttpAnswer, schema: z.ZodType<Value>): Value {
  if (answer.status !== 200) {
    const { code, detail } = problemOf(answer)
    throw new Refused(code, detail, answer.status, answer.retryAfterS)
  }
  let body: unknown
  try {
    body = JSON.parse(answer.body.toString('utf8'))
  } catch {
    body = undefined
  }
  return taken({ status: 200, body, retryAfterS: null }, schema)
}

function taken<Value>({ status, body, retryAfterS }: CallOutcome, schema: z.ZodType<Value>): Value {
  if (status !== 200) {
    const problem = problemSchema.safeParse(body).data
    const { code, detail } = problem ?? { code: `http-${status}`, detail: sayStatus(status) }
    throw new Refused(code, detail, status, retryAfterS)
  }
  if (body === undefined) {
    const detail = 'The server did not answer in JSON; is the address that of Lockstep?'
    throw new Refused('bad-answer', detail, 502, null)
  }
  const parsed = schema.safeParse(body)
  if (!parsed.success)
    throw new Refused('bad-answer', 'The server answered something unknown; update the connector.', 502, null)
  return parsed.data
}

/** A file of certificates, or undefined. Throws a sentence when there are none in it. */
export function readCertificates(path: string | null): string | undefined {
  if (path === null) return undefined
  const text = readFileSync(path, 'utf8')
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new RangeError(`${path} holds no certificate in PEM, which --ca needs.`)
  return text
}
