import { readFileSync } from 'node:fs'
import { decisionAnswerSchema, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { desiredAnswer, type DesiredAnswer } from '@/lib/wire/desired'
import type { HostAnswer } from '@/lib/wire/host-request'
import { enrolAnswer, tokenAnswer, type EnrolAnswer, type EnrolRequest } from '@/lib/wire/enrol'
import { reportAnswer, type ReportAnswer, type ReportRequest } from '@/lib/wire/report'
import type * as z from 'zod'
import { problemOf, type HttpAnswer, type HttpClient } from './http-client'

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

/** The calls of the protocol for one proxy. Every method throws Refused or Unreachable. */
export class ServerLink {
  constructor(
    private readonly client: HttpClient,
    public token: string,
  ) {}

  async report(report: ReportRequest): Promise<ReportAnswer> {
    return read(await this.#post('/reports', JSON.stringify(report)), reportAnswer)
  }

  async decisions(batch: Buffer): Promise<DecisionAnswer> {
    const answer = await this.client.send({
      method: 'POST',
      path: `${V1}/decisions`,
      token: this.token,
      body: batch,
      contentType: 'application/x-ndjson',
      timeoutMs: 60_000,
    })
    return read(answer, decisionAnswerSchema)
  }

  /** What the proxy should run as soon as it is not `known` any more, or what a person asks; null after `waitS` seconds. */
  async desired(
    known: string,
    waitS: number,
    signal: AbortSignal,
    only?: 'requests',
  ): Promise<DesiredAnswer | null> {
    const path = `${V1}/desired?known=${encodeURIComponent(known)}&wait=${waitS}${only === undefined ? '' : `&only=${only}`}`
    const timeoutMs = (waitS + 20) * 1000
    const answer = await this.client.send({ method: 'GET', path, token: this.token, timeoutMs, signal })
    return answer.status === 304 ? null : read(answer, desiredAnswer)
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
  let value: unknown
  try {
    value = JSON.parse(answer.body.toString('utf8'))
  } catch {
    throw new Refused(
      'bad-answer',
      'The server did not answer in JSON; is the address that of Lockstep?',
      502,
      null,
    )
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success)
    throw new Refused('bad-answer', 'The server answered something unknown; update the connector.', 502, null)
  return parsed.data
}

/** A file of certificates, or undefined. */
export function readCertificates(path: string | null): string | undefined {
  return path === null ? undefined : readFileSync(path, 'utf8')
}
