import Link from 'next/link'
import { useLayoutEffect, useRef } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { Tabs } from '@/components/ui/tabs'
import { apiRoutes, routes } from '@/lib/routes'
import { connectCommand } from './connect-command'
import { dockerCommand, podContainer } from './connect-container'
import type { ConnectOffer, MadeKey } from './connect-offer'

interface ConnectRunProps extends PlaceProps {
  /** The proxy has reported: its key lets nobody else in. */
  readonly isConnected: boolean
}

/** The command for each place where the connector may run and, apart from it, the key: they are copied by two buttons and never together. */
export function ConnectRun({ offer, made, isConnected }: ConnectRunProps) {
  return (
    <div className="body">
      <Tabs
        label="Where the connector runs"
        tabs={[
          { label: 'Linux', content: <OnTheHost offer={offer} made={made} /> },
          { label: 'Docker', content: <InDocker offer={offer} made={made} /> },
          { label: 'Kubernetes', content: <InAPod offer={offer} made={made} /> },
        ]}
      />
      <div className="key0">
        {isConnected ? (
          <p className="s mid">
            The key was for {made.wish.name}, which has connected: it is not shown any more.
          </p>
        ) : (
          <ShownKey text={made.key} />
        )}
        <div className="row wrap s" style={{ marginTop: 8, gap: 6 }}>
          <span className="dim">May register</span>
          <ul className="row wrap scope" aria-label="What the key may register">
            {scopeOf(offer, made).map(([field, value]) => (
              <li key={field} className="chip">
                {field} <b>{value}</b>
              </li>
            ))}
          </ul>
          {!isConnected && <span className="dim">until {made.expiresAt.slice(11, 16)} UTC</span>}
        </div>
        <p className="s mid" style={{ marginTop: 6 }}>
          The connector then holds a token for this proxy alone.
        </p>
      </div>
    </div>
  )
}

/** Goes once its proxy has connected; who is at its button then goes on at the heading of the step. */
function ShownKey({ text }: { text: string }) {
  const row = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const shown = row.current
    return () => {
      if (shown?.contains(document.activeElement) === true) shown.closest('li')?.querySelector('h2')?.focus()
    }
  }, [])
  return (
    <div ref={row} className="row wrap">
      <span className="s dim">Key, shown once</span>
      <code className="mono b" aria-label="Enrolment key">
        {text}
      </code>
      <CopyButton text={text} label="key" words="Copy key" className="btn sm" />
    </div>
  )
}

/** What the key was made for, as the server holds it. */
function scopeOf({ repository }: ConnectOffer, { wish }: MadeKey): (readonly [string, string])[] {
  return [
    ['repository', repository],
    ['name', wish.name],
    ['path', wish.path],
    ['env', wish.environment],
    ...(wish.team === '' ? [] : [['team', wish.team] as const]),
    ['mode', wish.mode],
    ['uses', '1'],
  ]
}

interface PlaceProps {
  readonly offer: ConnectOffer
  readonly made: MadeKey
}

function OnTheHost({ offer: { server, offersProgram }, made }: PlaceProps) {
  return (
    <>
      {offersProgram && (
        <p className="s mid">
          Needs Node.js and <a href={apiRoutes.program()}>lockstep.mjs</a> from this Lockstep.
        </p>
      )}
      <Command
        text={connectCommand(server, offersProgram ? 'node lockstep.mjs' : 'lockstep', made.wish)}
        name="command"
      >
        It asks for the key on standard input. The key is never part of the command line; without a terminal,
        set <span className="mono">LOCKSTEP_ENROL_KEY</span>.
      </Command>
    </>
  )
}

function InDocker({ offer, made }: PlaceProps) {
  return (
    <>
      <p className="s mid">
        For a proxy on the host itself. <BuildTheImage />
      </p>
      <Command text={dockerCommand(offer.server, made.wish)} name="command">
        It waits for the key, unseen, and Enter. The container’s settings keep the key, which has counted by
        then; it runs as you, so that it may write the live file.
      </Command>
    </>
  )
}

function InAPod({ offer, made }: PlaceProps) {
  return (
    <>
      <p className="s mid">
        A container of the proxy’s pod; the rest of the pod is in the{' '}
        <Link href={routes.docs('delivery/kubernetes')}>recipe</Link>. <BuildTheImage />
      </p>
      <Command text={podContainer(offer.server, made.wish)} name="container">
        The key is the file <span className="mono">key</span> of the secret mounted as{' '}
        <span className="mono">enrolment</span>. It counts once, so <span className="mono">state</span> must
        outlive the pod; for pods that come and go make a <Link href={routes.settings('keys')}>key</Link> that
        counts many times.
      </Command>
    </>
  )
}

function BuildTheImage() {
  return (
    <>
      Put the image that you <Link href={routes.docs('delivery/kubernetes')}>built</Link> in its place.
    </>
  )
}

function Command({ text, name, children }: { text: string; name: string; children: React.ReactNode }) {
  return (
    <>
      <pre className="cmd wraps">{text}</pre>
      <div className="row s mid wrap" style={{ marginTop: 8 }}>
        <CopyButton text={text} label={name} words={`Copy ${name}`} className="btn sm" />
        <p style={{ flex: '1 1 300px' }}>{children}</p>
      </div>
    </>
  )
}
