import Link from 'next/link'
import type { ReactNode } from 'react'
import { LinkButton } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { PageHeader } from '@/components/ui/page-header'
import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'

/** A policy that was found; `tools` null when no engine loads it. */
interface FoundPolicy {
  readonly path: string
  readonly tools: number | null
  readonly unlisted: 'allowed' | 'denied' | 'not said'
}

export interface FirstRunProps {
  readonly repository: string
  readonly branch: string
  readonly tip: string
  /** When Lockstep first saw the repository. */
  readonly since: Date
  readonly policies: readonly FoundPolicy[]
  /** Lines and errors of CODEOWNERS; null without such a file. */
  readonly owners: { readonly lines: number; readonly errors: number } | null
  /** Proxies that are registered. */
  readonly proxies: number
  readonly mayConnect: boolean
  readonly now: Date
}

const SHOWN = 6
const DONE = ['No', 'One', 'Two', 'Three', 'Four', 'Five'] as const

/** The way to the first decision, each step with what is real of it already. Stands in for the overview until then. */
export function FirstRun(props: FirstRunProps) {
  const { proxies, policies, mayConnect, now, since } = props
  const found = policies.length > 0
  const done = 1 + (found ? 1 : 0) + (proxies > 0 ? 1 : 0)
  return (
    <div className="narrow">
      <PageHeader title={`${DONE[done]} of five steps ${done === 1 ? 'is' : 'are'} done`}>
        Each step becomes real before the next one starts. You can leave and come back; nothing here is a
        demo.
      </PageHeader>
      <ol className="fr">
        <Step number={1} title="Connect GitHub" state="done" when={<Real since={since} now={now} />}>
          The app reads; commits and pull requests are made with people’s own sign-in. Lockstep never approves
          or merges.
        </Step>
        <RepositoryStep {...props} state={found ? 'done' : 'current'} />
        <Step
          number={3}
          title="Connect a proxy"
          state={proxies > 0 ? 'done' : found ? 'current' : 'todo'}
          when={proxies > 0 ? countOf(proxies, 'proxy', 'proxies') : undefined}
          action={
            proxies === 0 &&
            found &&
            mayConnect && (
              <LinkButton variant="primary" href={routes.connect()}>
                Connect a proxy
              </LinkButton>
            )
          }
        >
          One command beside a proxy that has one of these policies. It opens no port and runs no command
          unless you give it a restart command.
          {proxies === 0 && !mayConnect && ' An administrator of the repository can do this.'}
        </Step>
        <Step number={4} title="See the first decision" state={proxies > 0 ? 'current' : 'todo'}>
          The next tool call through a connected proxy shows up here by itself: tool, answer, rule, line,
          commit.
        </Step>
        <Step number={5} title="Make the first change" state="todo">
          From that decision: a rule as a draft, its pull request, an owner’s approval on GitHub, and the
          proxy running it.
        </Step>
      </ol>
      <p className="s mid" style={{ marginTop: 16 }}>
        Already have proxies in GitOps? Connect them in <b className="b">observe</b> mode: nothing is written,
        and you see what each one really runs.{' '}
        <Link href={routes.docs('connector')} prefetch={false}>
          How
        </Link>
      </p>
    </div>
  )
}

function RepositoryStep({ state, ...props }: FirstRunProps & { state: 'done' | 'current' }) {
  const { repository, branch, tip, policies, owners, since, now } = props
  return (
    <Step
      number={2}
      title="Choose the repository"
      state={state}
      when={state === 'done' && <Real since={since} now={now} />}
      action={
        policies.length > 0 && (
          <div className="row wrap" style={{ gap: 8 }}>
            {policies.slice(0, SHOWN).map((policy) => (
              <PolicyCard key={policy.path} policy={policy} />
            ))}
          </div>
        )
      }
    >
      <span className="mono">{repository}</span>, branch {branch} at{' '}
      <Sha sha={tip} href={routes.policies({ at: tip })} />. Found {countOf(policies.length, 'policy file')},{' '}
      {owners === null
        ? 'no CODEOWNERS: nobody has to agree to a change'
        : `CODEOWNERS with ${countOf(owners.lines, 'line')} and ${countOf(owners.errors, 'error')}`}
      .{policies.length === 0 && ' Add a policy, a .yaml file below the policy root, on GitHub to go on.'}
      {policies.length > SHOWN && ` The first ${SHOWN}:`}
    </Step>
  )
}

function PolicyCard({ policy: { path, tools, unlisted } }: { policy: FoundPolicy }) {
  return (
    <Link className="q fcard" href={routes.policy(path)} prefetch={false}>
      <b className="b mono s">{printable(path)}</b>
      <span className="s mid row" style={{ gap: 5 }}>
        <Glyph name={GLYPHS[unlisted]} size={12} label={null} />
        {tools === null ? 'no engine loads it' : `unlisted tools ${unlisted} · ${countOf(tools, 'tool')}`}
      </span>
    </Link>
  )
}

const GLYPHS = { allowed: 'loosens', denied: 'denied', 'not said': 'failed' } as const

function Real({ since, now }: { since: Date; now: Date }) {
  return (
    <>
      real since <Time at={since} now={now} show="moment" />
    </>
  )
}

/** The last step, above the overview of an installation that has decisions and no change yet. */
export function FirstChange() {
  return (
    <ol className="fr" style={{ marginBottom: 20 }}>
      <Step
        number={5}
        title="Make the first change"
        state="current"
        when="four of five steps are done"
        action={
          <LinkButton variant="primary" href={routes.decisions()}>
            Choose a decision
          </LinkButton>
        }
      >
        Open a decision and choose “Deny calls like this” or “Allow calls like this”: it becomes a rule in a
        draft, a pull request, an owner’s approval on GitHub, and what the proxy runs.
      </Step>
    </ol>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly state: 'done' | 'current' | 'todo'
  readonly when?: ReactNode
  readonly action?: ReactNode
  readonly children: ReactNode
}

const WORDS = { done: 'done', current: 'now', todo: 'to do' } as const
const CLASSES = { done: 'panel', current: 'panel cur', todo: 'panel todo' } as const

function Step({ number, title, state, when, action, children }: StepProps) {
  return (
    <li className={CLASSES[state]} aria-current={state === 'current' ? 'step' : undefined}>
      <div className="fh0">
        <span className={state === 'current' ? 'no' : `no ${state}`}>
          {state === 'done' ? <Glyph name="passed" size={12} tone="" label={null} /> : number}
          <span className="sr"> {WORDS[state]}</span>
        </span>
        <div className="grow">
          <h2>{title}</h2>
          <p className="s mid">{children}</p>
        </div>
        {when !== undefined && when !== false && <span className="s dim nw">{when}</span>}
      </div>
      {action !== undefined && action !== false && <div className="fb0">{action}</div>}
    </li>
  )
}
