import * as z from 'zod'

/** Version of the protocol that this build speaks. The server accepts the previous two minor versions as well. */
export const PROTOCOL = '1.2'

/** Whether a version of the protocol has what came with `1.minor`; empty = never said. */
export function speaksSince(protocol: string, minor: number): boolean {
  const [theirMajor = 0, theirMinor = 0] = protocol.split('.').map(Number)
  return theirMajor > 1 || (theirMajor === 1 && theirMinor >= minor)
}

/** Ways to deliver a policy: who brings the file. */
export const MODES = ['pull', 'git', 'relay', 'observe'] as const
export type Mode = (typeof MODES)[number]

/** What a proxy is declared to run; no event says it. */
export const ENGINES = ['intercept-2026-03', 'intercept-1.4', 'lockstep'] as const
export type Engine = (typeof ENGINES)[number]

/** Shortest time between two keep-alives that the server asks for, in seconds. */
export const REPORT_INTERVAL_S = 30

/** Largest policy that is delivered. */
export const MAX_POLICY_BYTES = 4 * 1024 * 1024

/** Stable name of a proxy: unique per repository, immutable, its URL. */
export const proxyName = z.string().regex(/^[a-z0-9-]{1,63}$/, 'must be 1 to 63 characters of a-z, 0-9 and -')

export const mode = z.enum(MODES)
export const engine = z.enum(ENGINES)

/** sha256 of a file's bytes, lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits')

/** Git object id, lower-case hex. */
export const objectId = z.string().regex(/^[0-9a-f]{40}$/, 'must be 40 hex digits')

/** The years that a text of four digits and a column of PostgreSQL both have: 1 to 9999. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z')
const END_MS = Date.parse('+010000-01-01T00:00:00Z')

/** PostgreSQL knows zones up to 15:59 from UTC. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-](?:0\d|1[0-5]):[0-5]\d)$/

/** RFC 3339 with a zone. Fractions may have up to nine digits (Go writes nanoseconds); JavaScript keeps milliseconds. */
export const instant = z
  .string()
  .max(40)
  .regex(INSTANT, 'must be an RFC 3339 time with its zone')
  .refine((text) => isStored(Date.parse(text)), 'must be a time of the years 1 to 9999 that exists')

function isStored(ms: number): boolean {
  return ms >= FIRST_MS && ms < END_MS
}

/** An `instant` in nanoseconds since the epoch, or null for what is none. Go trims trailing zeros, so texts must never be compared. */
export function toNanoseconds(ts: string): bigint | null {
  const match = INSTANT.exec(ts)
  if (match === null) return null
  const ms = Date.parse(`${match[1]}${match[3]}`)
  return isStored(ms) ? BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0')) : null
}

/** Text from a host. Cut by the connector, refused by the server when longer, or when it holds what PostgreSQL cannot store. */
export const hostText = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !/\0|\p{Surrogate}/u.test(text), 'must not contain NUL or half of a character')

/** Labels of a proxy: team, region, anything. */
export const labels = z
  .record(z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/), hostText(120))
  .refine((value) => Object.keys(value).length <= 32, 'must be at most 32 labels')

/**
 * How well it is known what an instance runs (fleet.md): 0 nothing · 1 a delivery tool says so · 2 the file on disk has this hash ·
 * 3 the reload was seen and the file was the same before and after · 4 the proxy states its digest · 5 the digest is on each decision.
 * "Running" may be written only from 3 up.
 */
export const evidence = z.union([
  z.literal(0),
  z.literal(1),
  z.literal(2),
  z.literal(3),
  z.literal(4),
  z.literal(5),
])
export type Evidence = z.infer<typeof evidence>

/** The level from which "running" may be claimed. */
export const PROVED: Evidence = 3
