import * as z from 'zod'
import { hostText, instant, objectId, sha256Hex } from './terms'

/**
 * The body of `POST /api/connector/v1/decisions`: NDJSON, one object a line, gzip accepted. A `file` line opens a part of one event
 * file, `segment` lines inside it say which policy was running from there on, `event` and `gap` lines stand in the order of the file:
 *
 *     {"kind":"file","fileId":"0192…","firstLine":"9f2c…","instance":"988c5aa9","matched":true,"from":0,"to":612}
 *     {"kind":"segment","sha256":"41aa…","blob":"07c2…","evidence":3}
 *     {"kind":"event","offset":0,"length":204,"hash":"5d41…","event":{"ts":"…","type":"startup",…}}
 *     {"kind":"gap","from":204,"to":408,"fromTime":null,"toTime":null,"events":null,"reason":"dropped"}
 *     {"kind":"event","offset":408,"length":204,"hash":"7b1e…","event":null}
 *
 * Delivery is at least once: the connector moves its durable position to `ackedTo` and never behind it. An event is identified by
 * (proxy of the token, `fileId`, `offset`). A part without bytes (`from` = `to`) says how far the server is thought to have the file; a
 * connector begins with it, so that a server that was restored from a backup learns at once what it lacks.
 */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024
export const MAX_BATCH_EVENTS = 5000
/** Most parts of event files in a batch; a host has one file for each process that runs. */
export const MAX_BATCH_FILES = 500
/** Longest event line that is kept; a longer one is sent as `event: null` with its length, or is rejected as `too-long`. */
export const MAX_EVENT_BYTES = 256 * 1024

const offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Opens the part [from, to) of an event file. The lines after it, until the next `file` line, lie in that range. */
export const fileLineSchema = z.object({
  kind: z.literal('file'),
  /**
   * `eventFileId` of the first line when that names its process: the same from every connector, so that proxies of one repository share the
   * file. Else minted per (device, inode, hash of the first line), and so is another one after the file became shorter.
   */
  fileId: z.uuid(),
  /** SHA-256 of the first line's bytes without its line feed. */
  firstLine: sha256Hex,
  /** The instance's native id as its events say it (Intercept: 8 hex digits). */
  instance: hostText(100).min(1),
  /** False while the connector cannot tell which proxy the instance belongs to: its decisions are then attributed to none. */
  matched: z.boolean(),
  /** Offset of the first byte that this part accounts for. */
  from: offset,
  /** Offset behind the last byte that this part accounts for; what lies before it and is not listed was of no interest. */
  to: offset,
})

/** Which policy was in memory from here on, and how it is known (0…5, see fleet.md). Before the first one: none, 0. */
export const segmentLineSchema = z.object({
  kind: z.literal('segment'),
  sha256: sha256Hex.nullable(),
  /** Git's id of the same bytes, so that the server finds them in its mirror; null when the connector does not have the bytes. */
  blob: objectId.nullable(),
  evidence: z.number().int().min(0).max(5),
})

/** One line of the event file. */
export const eventLineSchema = z.object({
  kind: z.literal('event'),
  offset,
  /** Bytes of the line with its line feed. */
  length: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  /** First 16 bytes of the SHA-256 of the line's bytes without its line feed; of an overlong line only its first megabyte counts. */
  hash: z.string().regex(/^[0-9a-f]{32}$/),
  /** The event as the proxy wrote it, secrets masked; null when the line is no JSON object. */
  event: z.record(z.string(), z.unknown()).nullable(),
})

/** `unwritten`: events that our own proxy numbered and that stand in no line of the file; from where to where is one place. */
export const GAP_REASONS = ['pruned', 'truncated', 'deleted', 'dropped', 'unwritten'] as const

/** Bytes that exist no more or were given up, so that they will never be sent. */
export const gapLineSchema = z.object({
  kind: z.literal('gap'),
  from: offset,
  to: offset,
  /** Time of the last event before it and of the first one after it. */
  fromTime: instant.nullable(),
  toTime: instant.nullable(),
  /** Only from our own proxy, which numbers its events. */
  events: z.number().int().min(0).nullable(),
  reason: z.enum(GAP_REASONS),
})

export const batchLineSchema = z.discriminatedUnion('kind', [
  fileLineSchema,
  segmentLineSchema,
  eventLineSchema,
  gapLineSchema,
])

/** Why a line was not taken. The batch goes on behind it, and its bytes count as accounted for. */
export const rejectCode = z.enum([
  /** No JSON object of a known kind. */
  'bad-line',
  /** No valid file line stands before it. */
  'no-file',
  /** The offset lies outside its part of the file, or before the end of the line in front of it. */
  'bad-offset',
  /** The line of the event file is no JSON object. */
  'bad-json',
  /** The event lacks a type, a time or a result that can be understood. */
  'bad-event',
  /** The line of the event file is longer than MAX_EVENT_BYTES. */
  'too-long',
  /** The event is older than the log is kept, or more than 24 hours in the future. */
  'ts-out-of-range',
  /** The file id belongs to another proxy: nothing of the file was taken; mint a new id. */
  'foreign-file',
  /** The file id is known with another first line: nothing of the file was taken; mint a new id. */
  'file-mismatch',
  /** Another line was stored for this offset before: both hashes are kept and shown. */
  'conflict',
])
export type RejectCode = z.infer<typeof rejectCode>

/** `offset` is null when the line could not be read that far; `line` counts the lines of the body from one. */
export const rejectedLineSchema = z.object({
  fileId: z.string().nullable(),
  offset: offset.nullable(),
  line: z.number().int().min(1),
  code: rejectCode,
})

/** `ackedTo` and `rejected` are the same when a batch is sent again; `duplicates` is information only. */
export const decisionAnswerSchema = z.object({
  /** For each file that was taken, the offset up to which it is durable. */
  ackedTo: z.record(z.uuid(), offset),
  rejected: z.array(rejectedLineSchema),
  /**
   * For a file that did not go on where the log ends, and for a part without bytes: the first byte that the log lacks and that nobody gave up. Whoever has the bytes
   * still sends them from there on, as long as what is missing moves forward.
   */
  missing: z.record(z.uuid(), offset).default({}),
  duplicates: z.number().int().min(0),
  /** How long to wait before the next batch. */
  backoffMs: z.number().int().min(0),
})

export type FileLine = z.infer<typeof fileLineSchema>
export type SegmentLine = z.infer<typeof segmentLineSchema>
export type EventLine = z.infer<typeof eventLineSchema>
export type GapLine = z.infer<typeof gapLineSchema>
export type BatchLine = z.infer<typeof batchLineSchema>
export type RejectedLine = z.infer<typeof rejectedLineSchema>
export type DecisionAnswer = z.infer<typeof decisionAnswerSchema>
