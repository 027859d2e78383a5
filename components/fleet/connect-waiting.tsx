'use client'

import { useQuery } from '@tanstack/react-query'
import { fieldOf, requireText, textOf } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer } from '@/components/ui/ask-server'
import { Button, LinkButton } from '@/components/ui/button'
import { formatAge } from '@/components/ui/format-time'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { fleetStateBySlug } from '@/lib/fleet/states'
import { apiRoutes, routes } from '@/lib/routes'
import { StepTitle } from './step-title'

const POLL_MS = 2_000

const GLYPHS = { done: 'passed', current: 'waiting', todo: 'unverified' } as const
const WORDS = { done: 'done', current: 'now', todo: 'to do' } as const

interface ConnectWaitingProps {
  readonly name: string
  readonly since: string
  /** Begins with the next proxy. */
  readonly onAnother: () => void
}

/** Waits for the first report after `since`, then shows each step to a proof of what runs, and the verdict, which goes on moving. */
export function ConnectWaiting({ name, since, onAnother }: ConnectWaitingProps) {
  const { readJson } = useAskServer()
  const { data, isError, dataUpdatedAt } = useQuery({
    queryKey: ['fleet', 'waiting', name],
    queryFn: ({ signal }) => readProxy(readJson, name, signal),
    refetchInterval: POLL_MS,
  })
  const live = data?.lastSeenAt != null && Date.parse(data.lastSeenAt) >= Date.parse(since)
  const state = live ? fleetStateBySlug(data.slug) : null
  return (
    <>
      {state === null ? (
        <StepTitle number={3} note={formatAge(new Date(since), new Date(dataUpdatedAt))}>
          Waiting for the first report
        </StepTitle>
      ) : (
        <StepTitle number={3}>Connected</StepTitle>
      )}
      <div className="body" role="status">
        {state === null ? (
          <p className="mid">
            {isError ? 'Lockstep does not answer; asking again.' : `Nothing was heard from ${name} yet.`}
          </p>
        ) : (
          <>
            <ol className="steps-on">
              {data?.steps.map((step) => (
                <li key={step.says} className={step.state}>
                  <Glyph name={GLYPHS[step.state]} label={WORDS[step.state]} />
                  {step.says}
                </li>
              ))}
            </ol>
            <div className="row wrap connected">
              <GlyphWord name={state.slug}>{state.word}</GlyphWord>
              <span className="s mid grow">{data?.sentence}</span>
              <Button onClick={onAnother}>Connect another</Button>
              <LinkButton variant="primary" href={routes.proxy(name)}>
                Open {name}
              </LinkButton>
            </div>
          </>
        )}
      </div>
      {state === null && (
        <p className="s mid foot2">
          You can leave this page once you have the key. Nothing yet?{' '}
          <HelpLink topic="connect-check" inNewTab>
            Check from the host
          </HelpLink>
          : the same command with <span className="mono nw">--check</span> says what is wrong.
        </p>
      )}
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
