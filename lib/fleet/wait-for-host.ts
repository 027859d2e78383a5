import type { ConnectorActor, Context } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import type { DesiredAnswer } from '@/lib/wire/desired'
import type { HostOutcome, HostWaitsAnswer, ProxyOutcome } from '@/lib/wire/host-calls'
import type { FleetParts } from './fleet-parts'
import type { PolicySource } from './policy-source'
import { waitForDesired } from './wait-for-desired'
import { waitTogether } from './wait-together'

/** A connector takes answers of 8 MiB; base64 makes four bytes of three. */
const MAX_CONTENTS = 4 * 1024 * 1024

interface WaitingProxy {
  readonly token: string
  readonly known: string
  readonly only?: 'requests' | undefined
}

/** One proxy's answer, or null when nothing is new for it. Throws RequestError. */
export async function answerWait({
  signal,
  ...wait
}: Parameters<typeof waitForDesired>[0]): Promise<DesiredAnswer | null> {
  const result = await waitForDesired({ ...wait, ...(signal === undefined ? {} : { signal }) })
  if (result.kind === 'too-many') {
    const detail = 'This proxy waits often enough already: let one call end first.'
    throw new RequestError('too-many-requests', detail, 30)
  }
  return result.kind === 'changed' ? result.answer : null
}

/**
 * Waits for the proxies of one host together: ends when one of them has something to do. The bytes that several want are sent once.
 * `forProxy` does something for the proxy of a token and keeps what is refused with it.
 */
export async function waitForHost({
  parts,
  input,
  forProxy,
  signal,
}: {
  parts: FleetParts
  input: { readonly wait: number; readonly proxies: readonly WaitingProxy[] }
  forProxy: <Value>(
    token: string,
    work: (ctx: Context<ConnectorActor>) => Promise<Value>,
  ) => Promise<ProxyOutcome<Value>>
  signal: AbortSignal
}): Promise<HostWaitsAnswer> {
  const waits = input.proxies.map(({ token, known, only }) => async (over: AbortSignal) => {
    const wait = { known, only, wait: input.wait, withContent: false }
    const told = await forProxy(token, (ctx) => answerWait({ ctx, parts, input: wait, signal: over }))
    // The wait may have outlived the token.
    return told.kind === 'done' && told.value !== null
      ? forProxy(token, () => Promise.resolve(told.value))
      : told
  })
  const isNews = (one: ProxyOutcome<DesiredAnswer | null>) => one.kind === 'refused' || one.value !== null
  const results = await waitTogether({ waits, isNews, signal })
  const contents = new Contents(parts.source)
  const outcomes: HostOutcome[] = []
  for (const [index, one] of results.entries()) {
    if (one.kind === 'refused') outcomes.push(one.outcome)
    else if (one.value === null || !(await contents.hold(one.value, input.proxies[index]?.only)))
      outcomes.push({ status: 304, body: null, retryAfterS: null })
    else outcomes.push({ status: 200, body: one.value, retryAfterS: null })
  }
  return { outcomes, contents: contents.byBlob }
}

/** The bytes of one answer to a host, each once. */
class Contents {
  readonly byBlob: Record<string, string> = {}
  #bytes = 0

  constructor(private readonly source: PolicySource) {}

  /** Takes what a proxy's answer needs; false when there is no room left for it. */
  async hold({ desired }: DesiredAnswer, only: WaitingProxy['only']): Promise<boolean> {
    if (desired.kind !== 'file' || only !== undefined || desired.blob in this.byBlob) return true
    const bytes = await this.source.content(desired.blob)
    if (bytes === null) return true
    if (this.#bytes > 0 && this.#bytes + bytes.length > MAX_CONTENTS) return false
    this.#bytes += bytes.length
    this.byBlob[desired.blob] = bytes.toString('base64')
    return true
  }
}
