import * as z from 'zod'
import { hostRequest } from './host-request'
import { objectId, sha256Hex } from './terms'

/** What a proxy should run: a file, or its removal, or nothing that can be named now. */
export const desired = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    /** The commit at which the path was read: the tip of the environment's ref, or the pinned one. */
    commit: objectId,
    blob: objectId,
    sha256: sha256Hex,
    path: z.string(),
    size: z.number().int().nonnegative(),
    pinned: z.boolean(),
  }),
  /** The path does not exist at this commit: keep the last good file. */
  z.object({ kind: z.literal('removed'), commit: objectId, path: z.string() }),
  /** The ref or the repository cannot be read: keep the last good file. */
  z.object({ kind: z.literal('unknown'), path: z.string(), reason: z.string() }),
])
export type Desired = z.infer<typeof desired>

/** `GET /api/connector/v1/desired?known=‹tag›&wait=‹seconds›`; 304 when `known` still holds at the end of the wait. */
export const desiredQuery = z.object({
  known: z.string().max(120).default(''),
  wait: z.coerce.number().int().min(0).max(55).default(0),
  /** Since 1.1. `requests`: a proxy that gets its file from elsewhere waits for what people ask of its connector alone. */
  only: z.enum(['requests']).optional(),
})

export const desiredAnswer = z.object({
  desired,
  /** Pass it as `known` next time; also the ETag. */
  tag: z.string(),
  /** The file's bytes in base64; null unless `desired.kind` is `file`, and for `only=requests`. */
  content: z.string().nullable(),
  /** Since 1.1: what a person asks of the connector now. It stays until it is answered or has ended, and is part of `tag`. */
  request: hostRequest.nullable().default(null),
})
export type DesiredAnswer = z.infer<typeof desiredAnswer>

/** A short text that changes exactly when what the connector must do changes. */
export function desiredTag(value: Desired): string {
  if (value.kind === 'file') return `${value.pinned ? 'pin' : 'file'}-${value.blob}`
  return value.kind === 'removed' ? 'removed' : 'unknown'
}
