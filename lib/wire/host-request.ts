import * as z from 'zod'
import { hostText, instant, objectId, sha256Hex } from './terms'

/** The first version of the protocol in which a connector can be asked. */
export const ASKABLE_SINCE = 1

/** Largest live file that is sent; what a draft can hold. */
export const MAX_HOST_FILE_BYTES = 1024 * 1024

/**
 * What a person asked of a connector, in the answer to its long poll. `read`: send the live file once. `restore`: write what git wants,
 * whose digest is given; never in mode observe.
 */
export const hostRequest = z.object({
  id: z.uuid(),
  kind: z.enum(['read', 'restore']),
  sha256: sha256Hex.nullable(),
})
export type HostRequest = z.infer<typeof hostRequest>

/** `POST /api/connector/v1/answers`: the answer to one request. Taken once; a request that has ended is `not-found`. */
export const hostAnswer = z.strictObject({
  request: z.uuid(),
  result: z.enum(['content', 'restored', 'refused']),
  /** Of the live file's bytes as they are on the host; null when it cannot be read. */
  sha256: sha256Hex.nullable(),
  blob: objectId.nullable(),
  /** The file as UTF-8 with secrets masked, in base64; only for `content`. */
  content: z
    .base64()
    .max(Math.ceil(MAX_HOST_FILE_BYTES / 3) * 4)
    .nullable(),
  /** Places that were masked. */
  masked: z.number().int().nonnegative().max(100_000),
  /** Why not; only for `refused`. */
  error: hostText(500).nullable(),
  /** The connector's clock. */
  at: instant,
})
export type HostAnswer = z.infer<typeof hostAnswer>
