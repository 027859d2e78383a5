import { useQuery } from '@tanstack/react-query'
import { fieldOf, requireText, textOf } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer } from '@/components/ui/ask-server'
import { apiRoutes } from '@/lib/routes'
import type { MadeKey } from './connect-offer'

const POLL_MS = 2_000

/** What is known of the proxy that a key was made for. */
export interface FirstReport {
  /** Null until it has reported after the key was made. */
  readonly proxy: Awaited<ReturnType<typeof readProxy>>
  /** Lockstep did not answer the last time. */
  readonly isUnanswered: boolean
  readonly askedAt: Date
}

/** Asks until the proxy of a key reports, and goes on: what is known of it moves. Asks nothing without a key. */
export function useFirstReport(made: MadeKey | null): FirstReport {
  const { readJson } = useAskServer()
  const name = made?.wish.name ?? ''
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ['fleet', 'waiting', name],
    queryFn: ({ signal }) => readProxy(readJson, name, signal),
    refetchInterval: POLL_MS,
    enabled: made !== null,
  })
  const isLive =
    made !== null && data?.lastSeenAt != null && Date.parse(data.lastSeenAt) >= Date.parse(made.createdAt)
  return { proxy: isLive ? data : null, isUnanswered: isError, askedAt: new Date(dataUpdatedAt) }
}

/** Null until a proxy has this name. */
async function readProxy(readJson: AskServer['readJson'], name: string, signal: AbortSignal) {
  const asked = await readJson(apiRoutes.fleetProxy(name), signal)
  if (!asked.ok) throw new Error(asked.detail)
  const proxy = fieldOf(asked.body, 'proxy')
  if (proxy === null) return null
  const [slug, sentence] = [requireText(proxy, 'slug'), requireText(proxy, 'sentence')]
  return { slug, sentence, lastSeenAt: textOf(proxy, 'lastSeenAt'), steps: stepsOf(fieldOf(proxy, 'steps')) }
}

function stepsOf(value: unknown) {
  if (!Array.isArray(value)) return []
  return value.map((step: unknown) => {
    const state = requireText(step, 'state')
    return {
      says: requireText(step, 'says'),
      state: state === 'done' || state === 'current' ? state : 'todo',
    } as const
  })
}
