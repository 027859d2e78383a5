import * as z from 'zod'
import { objectId } from './terms'

/*
 * Since 1.2: what many proxies of one host say or ask at the same moment, in one call. A merge makes every proxy of a host report and ask
 * at once; each still has its own token, and its own outcome. The bearer token is that of any of them. A server that does not know these
 * calls answers 404; the calls of single proxies remain.
 */

/** Most proxies of one call; further ones go into another. */
export const MOST_TOGETHER = 250

const token = z.string().max(200)

/** `POST /api/connector/v1/host/reports`. Each report is checked for itself (lib/wire/report.ts): a bad one spoils no other. */
export const hostReports = z.strictObject({
  reports: z
    .array(z.strictObject({ token, report: z.unknown() }))
    .min(1)
    .max(MOST_TOGETHER),
})

/** What the call of a single proxy would have been answered: 200 and its answer, 304, or a problem document with its status. */
export const hostOutcome = z.object({
  status: z.number().int(),
  body: z.unknown(),
  /** Seconds of Retry-After; null without one. */
  retryAfterS: z.number().nullable().default(null),
})
export type HostOutcome = z.infer<typeof hostOutcome>

/** The same before it is written: a value, or what the proxy is answered instead. */
export type ProxyOutcome<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly outcome: HostOutcome }

/** As it is written. */
export function outcomeOf(one: ProxyOutcome<unknown>): HostOutcome {
  return one.kind === 'done' ? { status: 200, body: one.value, retryAfterS: null } : one.outcome
}

/** In the order of the reports or batches. */
export const hostOutcomes = z.object({ outcomes: z.array(hostOutcome) })

/** `POST /api/connector/v1/host/decisions`. Each batch is a body of `POST …/decisions` (lib/wire/decision-batch.ts), one of a proxy. */
export const hostBatches = z.strictObject({
  batches: z
    .array(z.strictObject({ token, batch: z.string() }))
    .min(1)
    .max(MOST_TOGETHER)
    .refine((batches) => new Set(batches.map((one) => one.token)).size === batches.length, {
      error: 'A token stands there twice: send one batch of a proxy at a time.',
    }),
})

/** `POST /api/connector/v1/host/desired`: ends as soon as one of them has something to do, or after `wait` seconds. */
export const hostWaits = z.strictObject({
  wait: z.number().int().min(0).max(55),
  proxies: z
    .array(z.strictObject({ token, known: z.string().max(120), only: z.enum(['requests']).optional() }))
    .min(1)
    .max(MOST_TOGETHER),
})

/**
 * In the order of the proxies. The bytes of files stand once in `contents`, base64 by blob, and in no answer; what would make the whole too
 * large is left for the next call, as if it had not changed yet.
 */
export const hostWaitsAnswer = z.object({
  outcomes: z.array(hostOutcome),
  contents: z.record(objectId, z.base64()),
})
export type HostWaitsAnswer = z.infer<typeof hostWaitsAnswer>
