import { randomUUID } from 'node:crypto'
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
  /** The enrolment key; asked for only when a proxy has no token yet. */
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
})
export type Enrolled = z.infer<typeof enrolled>

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
  }
  writeDurably(path, JSON.stringify(begun))
  const answer = await enrol(
    client,
    requestOf(options, settings, { key: await options.key(), enrolmentId: begun.enrolmentId }),
  )
  const { token, tokenExpiresAt } = answer
  const done = { ...begun, token, tokenExpiresAt }
  writeDurably(path, JSON.stringify(done))
  options.say(`${settings.name}: enrolled for ${answer.path} in ${answer.environment}`)
  return done
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
 * when only a person can help.
 */
export async function enrolLater(
  options: EnrolOptions,
  { client, missing, signal }: { client: HttpClient; missing: readonly NotConnected[]; signal: AbortSignal },
): Promise<boolean> {
  let waiting = missing.filter(({ error }) => isAway(error))
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
        else options.say(`${one.settings.name}: not connected: ${wordsOf(error)}`)
      }
    }
    waiting = left
  }
  return false
}

function isAway(error: unknown): boolean {
  const status = error instanceof Refused ? error.status : 0
  return error instanceof Unreachable || status === 429 || status >= 500
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
