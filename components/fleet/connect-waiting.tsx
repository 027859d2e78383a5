'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { fieldOf, requireText, textOf } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer } from '@/components/ui/ask-server'
import { GlyphWord } from '@/components/ui/glyph'
import { fleetStateBySlug } from '@/lib/fleet/states'
import { apiRoutes, routes } from '@/lib/routes'
import { StepTitle } from './step-title'

const POLL_MS = 2_000

/** Waits for the first report after `since` and shows the verdict, which goes on moving. */
export function ConnectWaiting({ name, since }: { name: string; since: string }) {
  const { readJson } = useAskServer()
  const { data, isError } = useQuery({
    queryKey: ['fleet', 'waiting', name],
    queryFn: ({ signal }) => readProxy(readJson, name, signal),
    refetchInterval: POLL_MS,
  })
  const live = data?.lastSeenAt != null && Date.parse(data.lastSeenAt) >= Date.parse(since)
  const state = live ? fleetStateBySlug(data.slug) : null
  return (
    <>
      <StepTitle number={3}>{state === null ? 'Waiting for the first report' : 'Connected'}</StepTitle>
      <div className="body" role="status">
        {state === null ? (
          <p className="mid">
            {isError ? 'Lockstep does not answer; asking again.' : `Nothing was heard from ${name} yet.`}
          </p>
        ) : (
          <p>
            <GlyphWord name={state.slug}>{state.word}</GlyphWord> {data?.sentence}{' '}
            <Link href={routes.proxy(name)} prefetch={false}>
              Open {name}
            </Link>
          </p>
        )}
      </div>
    </>
  )
}

/** Null until a proxy has this name. */
async function readProxy(readJson: AskServer['readJson'], name: string, signal: AbortSignal) {
  const asked = await readJson(apiRoutes.fleetProxy(name), signal)
  if (!asked.ok) throw new Error(asked.detail)
  const proxy = fieldOf(asked.body, 'proxy')
  if (proxy === null) return null
  const [slug, sentence] = [requireText(proxy, 'slug'), requireText(proxy, 'sentence')]
  return { slug, sentence, lastSeenAt: textOf(proxy, 'lastSeenAt') }
}
