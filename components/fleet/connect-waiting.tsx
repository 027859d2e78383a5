'use client'

import { Button, LinkButton } from '@/components/ui/button'
import { formatAge } from '@/components/ui/format-time'
import { Glyph, GlyphWord } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { fleetStateBySlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import { StepTitle } from './step-title'
import type { FirstReport } from './use-first-report'

const GLYPHS = { done: 'passed', current: 'waiting', todo: 'unverified' } as const
const WORDS = { done: 'done', current: 'now', todo: 'to do' } as const

interface ConnectWaitingProps {
  readonly name: string
  /** When the key was made, ISO 8601. */
  readonly since: string
  readonly report: FirstReport
  /** Begins with the next proxy. */
  readonly onAnother: () => void
}

/** Waits for the first report, then shows each step to a proof of what runs, and the verdict, which goes on moving. */
export function ConnectWaiting({ name, since, report, onAnother }: ConnectWaitingProps) {
  const { proxy, isUnanswered, askedAt } = report
  const state = proxy === null ? null : fleetStateBySlug(proxy.slug)
  return (
    <>
      {state === null ? (
        <StepTitle number={3} note={formatAge(new Date(since), askedAt)}>
          Waiting for the first report
        </StepTitle>
      ) : (
        <StepTitle number={3}>Connected</StepTitle>
      )}
      <div className="body" role="status">
        {state === null ? (
          <p className="mid">
            {isUnanswered ? 'Lockstep does not answer; asking again.' : `Nothing was heard from ${name} yet.`}
          </p>
        ) : (
          <>
            <ol className="steps-on">
              {proxy?.steps.map((step) => (
                <li key={step.says} className={step.state}>
                  <Glyph name={GLYPHS[step.state]} label={WORDS[step.state]} />
                  {step.says}
                </li>
              ))}
            </ol>
            <div className="row wrap connected">
              <GlyphWord name={state.slug}>{state.word}</GlyphWord>
              <span className="s mid grow">{proxy?.sentence}</span>
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
