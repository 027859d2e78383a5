import type { ConnectorActor, Context } from '@/lib/context'
import { desiredTag, type DesiredAnswer } from '@/lib/wire/desired'
import { readReporter } from './connector-boot'
import type { FleetParts } from './fleet-parts'

export type WaitResult =
  | { readonly kind: 'changed'; readonly answer: DesiredAnswer }
  | { readonly kind: 'unchanged' }
  /** More calls of this proxy wait already than one connector and its restart need. */
  | { readonly kind: 'too-many' }

/** Each wakes at a move and copies the policy: a token must not make thousands of copies at once. */
const MOST_WAITS = 4
const waits = new WeakMap<FleetParts, Map<string, number>>()

/**
 * What the caller's own proxy should run, with its bytes, as soon as it differs from `known`; `unchanged` after `wait` seconds.
 * A wait holds no connection to the database: it is woken when a ref moves, and asks git alone.
 */
export async function waitForDesired({
  ctx,
  parts,
  input,
  signal,
}: {
  ctx: Context<ConnectorActor>
  parts: FleetParts
  /** `known`: the tag of the last answer; `wait`: seconds. */
  input: { known: string; wait: number }
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
  const reporter = await readReporter(ctx, proxyId, parts.contacts.of(proxyId))
  parts.contacts.touch(proxyId, ctx.now)
  const began = performance.now()
  const moves = watchMoves(parts, signal)
  try {
    for (;;) {
      const now = new Date(ctx.now.getTime() + (performance.now() - began))
      const { desired } = await parts.source.desiredOf(reporter, now)
      const tag = desiredTag(desired)
      if (tag !== input.known) {
        const bytes = desired.kind === 'file' ? await parts.source.content(desired.blob) : null
        return { kind: 'changed', answer: { desired, tag, content: bytes?.toString('base64') ?? null } }
      }
      const left = input.wait * 1000 - (performance.now() - began)
      if (left <= 0 || signal?.aborted) return { kind: 'unchanged' }
      await moves.next(left)
    }
  } finally {
    moves.stop()
  }
}

/** Remembers moves from the start on, so that none between two looks is missed. */
function watchMoves({ source }: FleetParts, signal: AbortSignal | undefined) {
  let moved = false
  let wake: (() => void) | null = null
  const hear = () => {
    moved = true
    wake?.()
  }
  const stopHearing = source.onMove(hear)
  signal?.addEventListener('abort', hear)
  return {
    /** Resolves at the next move that was not told yet, or after `ms`. */
    next: async (ms: number): Promise<void> => {
      if (!moved) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      wake = null
      moved = false
    },
    stop: () => {
      stopHearing()
      signal?.removeEventListener('abort', hear)
    },
  }
}
