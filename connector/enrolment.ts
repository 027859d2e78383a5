import { createHash, randomUUID } from 'node:crypto'
import { hostname, platform } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import type { EnrolRequest } from '@/lib/wire/enrol'
import { retryDelayMs, Unreachable, type HttpClient } from './http-client'
import { enrol, Refused } from './server-link'
import type { ProxySettings } from './settings'
import { readJson, writeDurably } from './state-directory'

export interface EnrolOptions {
  readonly server: string
  /** The enrolment key; asked for only when a proxy has no token, or none that counts. Rejects when none was given. */
  readonly key: () => Promise<string>
  readonly version: string
  readonly say: (line: string) => void
}

/** A proxy that could not be connected, and why. */
export interface NotConnected {
  readonly settings: ProxySettings
  /** Where its enrolment is kept. */
  readonly path: string
  readonly error: unknown
}

const enrolled = z.object({
  server: z.string(),
  enrolmentId: z.uuid(),
  token: z.string().nullable(),
  tokenExpiresAt: z.string(),
  /** SHA-256 of the key that brought the token: after the token was revoked, that key must not bring access back. */
  usedKey: z.string().nullable().default(null),
})
export type Enrolled = z.infer<typeof enrolled>

/** Whether a token is kept there; one that was asked for and refused is none. */
export function isEnrolled(path: string): boolean {
  return readJson(path, enrolled)?.token != null
}

/** The stored enrolment, or a new one. Its id is durable before the first try, so that a retry finds the proxy of a lost answer. */
export async function ensureEnrolled(
  options: EnrolOptions,
  { client, settings, path }: { client: HttpClient; settings: ProxySettings; path: string },
): Promise<Enrolled> {
  const found = readJson(path, enrolled)
  const mine = found?.server === options.server ? found : null
  if (mine?.token != null) return mine
  const begun: Enrolled = mine ?? {
    server: options.server,
    enrolmentId: randomUUID(),
    token: null,
    tokenExpiresAt: new Date(0).toISOString(),
    usedKey: null,
  }
  writeDurably(path, JSON.stringify(begun))
  const key = await options.key()
  const answer = await enrol(client, requestOf(options, settings, { key, enrolmentId: begun.enrolmentId }))
  const { token, tokenExpiresAt } = answer
  const done = { ...begun, token, tokenExpiresAt, usedKey: hashOf(key) }
  writeDurably(path, JSON.stringify(done))
  options.say(`${settings.name}: enrolled for ${answer.path} in ${answer.environment}`)
  return done
}

/** Whether the server let a call not in by its token: only another key helps then. */
export function isLockedOut(error: unknown): error is Refused {
  return error instanceof Refused && (error.code === 'unknown-token' || error.code === 'proxy-retired')
}

/**
 * Enrols a proxy whose token does not count any more, with a key that it did not use before; its positions stay. Throws a sentence that
 * says what to do, and then leaves what was stored.
 */
export async function enrolAgain(
  options: EnrolOptions,
  place: { client: HttpClient; settings: ProxySettings; path: string },
): Promise<Enrolled> {
  const { path } = place
  const before = readJson(path, enrolled)
  const key = await options.key().catch(() => null)
  if (key === null) throw needsKey('no other key was given')
  if (before?.usedKey === hashOf(key)) throw needsKey('the key that was given was used for it before')
  if (before === null) return ensureEnrolled(options, place)
  writeDurably(path, JSON.stringify({ ...before, enrolmentId: randomUUID(), token: null }))
  try {
    return await ensureEnrolled(options, place)
  } catch (error) {
    // Of a lost answer the new id must be kept: with it the same key finds what it did.
    if (isAway(error)) throw error
    writeDurably(path, JSON.stringify(before))
    throw needsKey(`the key that was given was refused (${wordsOf(error)})`)
  }
}

function needsKey(why: string): Refused {
  const detail = `its token does not count any more, and ${why}: make a key with "Enrol again" on the page of the proxy, and start this command with that key`
  return new Refused('unknown-token', detail, 401, null)
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function requestOf(
  { version }: EnrolOptions,
  settings: ProxySettings,
  secret: { key: string; enrolmentId: string },
): EnrolRequest {
  const { name, path, mode, engine, labels, environment, ephemeral } = settings
  return {
    ...secret,
    ...(environment === undefined ? {} : { environment }),
    name,
    path,
    mode,
    engine,
    labels,
    ephemeral,
    host: {
      hostname: hostname(),
      platform: `${platform()} ${process.arch}`,
      connector: version,
      livePath: settings.config,
      eventsPath: settings.events,
      sourcePath: settings.source,
      deliveryTool: settings.deliveryTool,
      restartCommand: settings.restartCommand !== null,
    },
  }
}

/**
 * Tries again for those whose enrolment failed only because the server was away. True once one of them is enrolled; false when stopped, or
 * when none of them was such a one. Throws the last refusal when only a person can help any of them.
 */
export async function enrolLater(
  options: EnrolOptions,
  { client, missing, signal }: { client: HttpClient; missing: readonly NotConnected[]; signal: AbortSignal },
): Promise<boolean> {
  let waiting = missing.filter(({ error }) => isAway(error))
  let refusal: unknown = null
  for (let tries = 1; waiting.length > 0 && !signal.aborted; tries += 1) {
    await delay(retryDelayMs(tries, null, Math.random()), undefined, { signal }).catch(() => undefined)
    const left: NotConnected[] = []
    for (const one of waiting) {
      if (signal.aborted) return false
      try {
        await ensureEnrolled(options, { client, ...one })
        return true
      } catch (error) {
        if (isAway(error)) left.push(one)
        else {
          refusal = error
          options.say(`${one.settings.name}: not connected: ${wordsOf(error)}`)
        }
      }
    }
    waiting = left
  }
  if (refusal !== null && !signal.aborted) throw refusal
  return false
}

/** `enrolAgain`, tried again while the server is away. Throws when stopped, or when only a person can help. */
export async function enrolAnew(
  options: EnrolOptions,
  {
    client,
    signal,
    ...place
  }: { client: HttpClient; settings: ProxySettings; path: string; signal: AbortSignal },
): Promise<void> {
  try {
    await enrolAgain(options, { client, ...place })
  } catch (error) {
    const isEnrolled =
      isAway(error) && (await enrolLater(options, { client, signal, missing: [{ ...place, error }] }))
    if (!isEnrolled) throw error
  }
}

/** Whether the server did not answer, or not for now: that passes by itself. */
export function isAway(error: unknown): boolean {
  const status = error instanceof Refused ? error.status : 0
  return error instanceof Unreachable || status === 429 || status >= 500
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
