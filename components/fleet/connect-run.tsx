import { CopyButton } from '@/components/ui/copy-button'
import { apiRoutes } from '@/lib/routes'
import { connectCommand } from './connect-command'
import type { ConnectOffer, MadeKey } from './connect-offer'

/** The command and, apart from it, the key: they are copied by two buttons and never together. */
export function ConnectRun({ offer, made }: { offer: ConnectOffer; made: MadeKey }) {
  const { server, offersProgram } = offer
  const command = connectCommand(server, offersProgram ? 'node lockstep.mjs' : 'lockstep', made.wish)
  return (
    <div className="body">
      {offersProgram && (
        <p className="s mid" style={{ marginBottom: 8 }}>
          Needs Node.js and <a href={apiRoutes.program()}>lockstep.mjs</a> from this Lockstep.
        </p>
      )}
      <pre className="cmd wraps">{command}</pre>
      <div className="row s mid wrap" style={{ marginTop: 8 }}>
        <CopyButton text={command} label="command" words="Copy command" className="btn sm" />
        <span>
          It asks for the key on standard input. The key is never part of the command line; without a
          terminal, set <span className="mono">LOCKSTEP_ENROL_KEY</span>.
        </span>
      </div>
      <div className="key0">
        <div className="row wrap">
          <span className="s dim">Key, shown once</span>
          <code className="mono b" aria-label="Enrolment key">
            {made.key}
          </code>
          <CopyButton text={made.key} label="key" words="Copy key" className="btn sm" />
        </div>
        <p className="s mid" style={{ marginTop: 6 }}>
          Counts once, until {made.expiresAt.slice(11, 16)} UTC, for {made.wish.name} on {made.wish.path} in{' '}
          {made.wish.environment}, mode {made.wish.mode}. The connector then holds a token for this proxy
          alone.
        </p>
      </div>
    </div>
  )
}
