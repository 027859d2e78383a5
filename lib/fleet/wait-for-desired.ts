import type { ConnectorActor, Context } from '@/lib/context'
import { desiredTag, type Desired, type DesiredAnswer } from '@/lib/wire/desired'
import type { HostRequest } from '@/lib/wire/host-request'
import { readReporter } from './connector-boot'
import type { FleetParts } from './fleet-parts'
import { openRequest } from './host-requests'

export type WaitResult =
  | { readonly kind: 'changed'; readonly answer: DesiredAnswer }
  | { readonly kind: 'unchanged' }
  /** More calls of this proxy wait already than one connector and its restart need. */
  | { readonly kind: 'too-many' }

/** Each wakes at a move and copies the policy: a token must not make thousands of copies at once. */
const MOST_WAITS = 4
const waits = new WeakMap<FleetParts, Map<string, number>>()

/**
 * What the caller's own proxy should run, with its bytes, as soon as it differs from `known`, and what a person asks of its connector;
 * `unchanged` after `wait` seconds. A wait holds no connection to the database: it is woken when a ref moves, and asks git alone, or when
 * somebody asks.
 */
export async function waitForDesired({
  ctx,
  parts,
  input,
  signal,
}: {
  ctx: Context<ConnectorActor>
  parts: FleetParts
  /** `known`: the tag of the last answer; `wait`: seconds; `only`: what is desired is no reason to answer; `withContent` false: without the bytes. */
  input: { known: string; wait: number; only?: 'requests' | undefined; withContent?: boolean }
  /** Ends the wait early: the connector hung up. */
  signal?: AbortSignal
}): Promise<WaitResult> {
  const { proxyId } = ctx.actor
  const counts = waits.get(parts) ?? new Map<string, number>()
  waits.set(parts, counts)
  const others = counts.get(proxyId) ?? 0
  if (others >= MOST_WAITS) return { kind: 'too-many' }
  counts.set(proxyId, others + 1)
  try {
    return await waitCounted({ ctx, parts, input, ...(signal === undefined ? {} : { signal }) })
  } finally {
    const left = (counts.get(proxyId) ?? 1) - 1
    if (left === 0) counts.delete(proxyId)
    else counts.set(proxyId, left)
  }
}

async function waitCounted({
  ctx,
  parts,
  input,
  signal,
}: Parameters<typeof waitForDesired>[0]): Promise<WaitResult> {
  const { proxyId } = ctx.actor
  let reporter = await readReporter(ctx, proxyId, parts.contacts.of(proxyId))
  const began = performance.now()
  const isOnlyRequests = input.only === 'requests'
  const moves = watchMoves(parts, proxyId, { signal, isOnlyRequests })
  const nowThen = () => new Date(ctx.now.getTime() + (performance.now() - began))
  try {
    let request = await openRequest(ctx, proxyId, nowThen())
    for (;;) {
      const { desired } = await parts.source.desiredOf(reporter, nowThen())
      const tag = tagOf(isOnlyRequests ? null : desired, request)
      if (tag !== input.known) {
        const isWanted = desired.kind === 'file' && !isOnlyRequests && input.withContent !== false
        const bytes = isWanted ? await parts.source.content(desired.blob) : null
        const content = bytes?.toString('base64') ?? null
        return { kind: 'changed', answer: { desired, tag, content, request } }
      }
      const left = input.wait * 1000 - (performance.now() - began)
      if (left <= 0 || signal?.aborted) return { kind: 'unchanged' }
      if ((await moves.next(left)) !== 'asked') continue
      request = await openRequest(ctx, proxyId, nowThen())
      // It may follow another file from now on.
      reporter = await readReporter(ctx, proxyId, parts.contacts.of(proxyId))
    }
  } finally {
    moves.stop()
  }
}

/** Changes when what the connector must do changes. A connector that knows no requests keeps the whole of it all the same. */
function tagOf(desired: Desired | null, request: HostRequest | null): string {
  return (desired === null ? 'requests' : desiredTag(desired)) + (request === null ? '' : `.${request.id}`)
}

interface Watching {
  readonly signal: AbortSignal | undefined
  readonly isOnlyRequests: boolean
}

/** Remembers moves and requests from the start on, so that none between two looks is missed. */
function watchMoves({ source, requests }: FleetParts, proxyId: string, { signal, isOnlyRequests }: Watching) {
  let heard: 'moved' | 'asked' | null = null
  let wake: (() => void) | null = null
  const hear = () => {
    heard ??= 'moved'
    wake?.()
  }
  const hearRequest = () => {
    heard = 'asked'
    wake?.()
  }
  const stopHearing = isOnlyRequests ? () => undefined : source.onMove(hear)
  const stopRequests = requests.onAsk(proxyId, hearRequest)
  signal?.addEventListener('abort', hear)
  return {
    /** Resolves at the next move or request that was not told yet, or after `ms`; says which. */
    next: async (ms: number): Promise<'moved' | 'asked' | null> => {
      if (heard === null) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      const what = heard
      wake = null
      heard = null
      return what
    },
    stop: () => {
      stopHearing()
      stopRequests()
      signal?.removeEventListener('abort', hear)
    },
  }
}
