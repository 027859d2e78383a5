import * as z from 'zod'
import { desired } from './desired'
import { evidence, hostText, instant, MAX_POLICY_BYTES, objectId, sha256Hex } from './terms'

/** Where bytes were seen: what they hash to, in which file, since when, by whom. */
export const contentFact = z.strictObject({
  /** Null when the file does not exist or cannot be read; `error` then says why. */
  sha256: sha256Hex.nullable(),
  blob: objectId.nullable(),
  path: hostText(4096),
  at: instant,
  /** Who says so: `disk`, `source`, or the name of a delivery tool. */
  source: hostText(120),
  error: hostText(2000).nullable().default(null),
  /**
   * In how many lines the bytes differ from those with the sha256 `from`, which the server named as desired; of the live file only. Sent to
   * servers that say `takesDiffers`.
   */
  differs: z
    .strictObject({ from: sha256Hex, lines: z.number().int().min(1).max(MAX_POLICY_BYTES) })
    .optional(),
})
export type ContentFact = z.infer<typeof contentFact>

/** A load that was tried: by a process, or (at the level of the proxy) refused by the connector and never written. */
export const attemptFact = contentFact.extend({ result: z.enum(['success', 'failure']) })
export type AttemptFact = z.infer<typeof attemptFact>

/** The last load that succeeded, and how well that is known. */
export const runningFact = contentFact.extend({
  evidence,
  /** Why the evidence is not higher, in words for a person; null from E3 up. */
  reason: hostText(500).nullable(),
})
export type RunningFact = z.infer<typeof runningFact>

/** Greatest number of a process that any system gives, and that a column keeps. */
export const MAX_PID = 2 ** 31 - 1

/** Most processes of a report; those that live go first, and what does not fit is told in the next ones. */
export const MOST_INSTANCES = 500

/** One process run. The connector makes the id and keeps it with the positions of its event file. */
export const instanceReport = z.strictObject({
  id: z.uuid(),
  /** Intercept's 8 hex digits: new at each start, not unique over time. */
  nativeId: hostText(64),
  /** How it was matched to this proxy; null: unmatched, shown with the command that fixes it. */
  matchedBy: z.enum(['configured', 'process', 'config']).nullable(),
  pid: z.number().int().positive().max(MAX_PID).nullable(),
  server: hostText(2048).nullable(),
  config: hostText(4096).nullable(),
  startedAt: instant.nullable(),
  /** Time of its newest event. */
  lastEventAt: instant.nullable(),
  /** Time of its shutdown event, or when the connector saw that the process was gone. */
  endedAt: instant.nullable(),
  client: z
    .strictObject({ name: hostText(200), version: hostText(100) })
    .nullable()
    .default(null),
  attempted: attemptFact.nullable(),
  running: runningFact.nullable(),
  /** It lets everything through and only says what it would deny; only our own proxy says so. Since 1.1; left out when false. */
  observeOnly: z.boolean().optional(),
})
export type InstanceReport = z.infer<typeof instanceReport>

/**
 * One line of the load history. (instance, kind, at) is its identity: a resend adds nothing. A restart command has two: when it begins, without
 * a result, and when it ends.
 */
export const loadReport = z.strictObject({
  instance: z.uuid(),
  at: instant,
  kind: z.enum(['startup', 'reload', 'shutdown', 'restart-command']),
  result: z.enum(['success', 'failure']).nullable(),
  sha256: sha256Hex.nullable(),
  blob: objectId.nullable(),
  error: hostText(4000).nullable(),
  evidence,
  /** When the server took it, by the server's clock, where it is told again: one restored from a backup does not know. Sent to servers that say `takesTakenAt`. */
  takenAt: instant.optional(),
})
export type LoadReport = z.infer<typeof loadReport>

/** An event file and how far it was read and acknowledged. Bytes that were lost are told in the batches of decisions. */
export const filePosition = z.strictObject({
  id: z.uuid(),
  instance: z.uuid().nullable(),
  firstLineHash: sha256Hex,
  size: z.number().int().nonnegative(),
  acked: z.number().int().nonnegative(),
  ended: z.boolean(),
})
export type FilePosition = z.infer<typeof filePosition>

/**
 * `POST /api/connector/v1/reports`. The first after a (re)connect is full; later ones hold what changed.
 * A field left out is unchanged; a null fact is gone.
 */
export const reportRequest = z.strictObject({
  protocol: z.string().regex(/^\d{1,3}\.\d{1,3}$/),
  version: hostText(60),
  /** New at each start of the connector, once the server has answered a report of the start before. */
  boot: z.uuid(),
  /** The boot before this one, from the state directory: tells a restart from a second connector. */
  previousBoot: z.uuid().nullable().default(null),
  /** 0 for the first report of a boot (or the number of its starts that nobody answered), then +1 for each that tells something new; resends and keep-alives repeat the last number. */
  seq: z.number().int().nonnegative(),
  full: z.boolean(),
  /** The connector's clock when it sent this. */
  clock: instant,
  facts: z
    .strictObject({
      /** The live file's bytes. */
      delivered: contentFact.nullable().optional(),
      /** The source file's bytes, in mode relay. */
      source: contentFact.nullable().optional(),
      /** A delivery tool's word. */
      claimed: contentFact.nullable().optional(),
      /** What the connector itself refused to write; null once something was written. */
      refused: attemptFact.nullable().optional(),
      /** Why events cannot be read, in `error`; null while all can. Sent to servers that say `takesEvents`. */
      events: contentFact.nullable().optional(),
    })
    .default({}),
  instances: z.array(instanceReport).max(MOST_INSTANCES).default([]),
  loads: z.array(loadReport).max(1000).default([]),
  files: z.array(filePosition).max(1000).default([]),
  /** Decisions that the connector dropped since it was enrolled because its buffer was full. */
  droppedTotal: z.number().int().nonnegative().default(0),
})
export type ReportRequest = z.infer<typeof reportRequest>

/**
 * Whether the processes that a report does not name are over. A full one names all that live; where as many live as fit into it, there may
 * be more, of which the next one tells.
 */
export function namesAllThatLive({ full, instances }: ReportRequest): boolean {
  return full && instances.filter(({ endedAt }) => endedAt === null).length < MOST_INSTANCES
}

export const reportAnswer = z.object({
  /** The newest `seq` that is stored. */
  ack: z.number().int(),
  /** The server misses something: the next report must be full. */
  wantFull: z.boolean(),
  intervalS: z.number().int().positive(),
  desired,
  /** An administrator asks for another token: get one with `POST /token` now. Since 1.2; left out when not. */
  renewToken: z.boolean().optional(),
  /** The server takes `differs` in the fact of a live file; left out by those of before. */
  takesDiffers: z.boolean().optional(),
  /** The server takes the fact `events`; left out by those of before. */
  takesEvents: z.boolean().optional(),
  /** The server takes `takenAt` of a load; left out by those of before. */
  takesTakenAt: z.boolean().optional(),
  /** The server's clock when it answered. */
  serverTime: instant,
})
export type ReportAnswer = z.infer<typeof reportAnswer>
