import { countOf, formatSkew } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { ProxyDetail } from '@/lib/fleet/get-proxy'
import { printable } from '@/lib/policy/describe/sentence'

const MODES: Readonly<Record<string, string>> = {
  pull: 'Lockstep brings the file; the connector writes it in place',
  git: 'the connector fetches the file from git itself, and writes it in place',
  relay: 'another tool brings the file to a source path; the connector writes it in place',
  observe: 'writes nothing; another tool writes the live path',
}

const LIVE_MS = 45_000

/** Whether the program beside the proxy reports, and what it says about itself. */
export function ConnectorPanel({ proxy, now }: { proxy: ProxyDetail; now: Date }) {
  const { connector, lastSeenAt, unmatched, mode, engine, createdAt } = proxy
  const isLive = lastSeenAt !== null && now.getTime() - lastSeenAt.getTime() <= LIVE_MS
  const [token] = connector.tokens
  return (
    <Panel
      title="Connector"
      note={
        isLive ? (
          <span className="row" style={{ gap: 4 }}>
            <Glyph name="passed" size={12} label={null} /> live
          </span>
        ) : (
          'does not report'
        )
      }
    >
      <dl className="kv kvp">
        <dt>Last report</dt>
        <dd>
          {lastSeenAt === null ? 'never' : <Time at={lastSeenAt} now={now} />}; at once on change, else every
          30 s
        </dd>
        <dt>Program</dt>
        <dd>
          <span className="mono">lockstep connect</span>
          {connector.version === '' ? ', version not said' : ` ${connector.version}`}
        </dd>
        <dt>Clock</dt>
        <dd className="num">{formatSkew(connector.clockSkewMs)} from the server’s</dd>
        <dt>Mode</dt>
        <dd>
          <span className="mono">{mode}</span>: {MODES[mode] ?? ''}
        </dd>
        <dt>Engine</dt>
        <dd>declared: {engine}</dd>
        <HostRows host={connector.host} />
        <dt>Token</dt>
        <dd>
          {token === undefined ? (
            <span className="drift">none that is valid</span>
          ) : (
            <>
              issued <Time at={token.createdAt} now={now} show="day" />, expires{' '}
              <Time at={token.expiresAt} now={now} show="day" />
              {token.renewAskedAt !== null && (
                <>
                  ; another one was asked for <Time at={token.renewAskedAt} now={now} />, its connector takes
                  it at its next report
                </>
              )}
            </>
          )}
        </dd>
        <dt>Enrolled</dt>
        <dd>
          <Time at={createdAt} now={now} show="moment" />
        </dd>
        {connector.secondAt !== null && (
          <>
            <dt>Second one</dt>
            <dd className="drift">
              another connector reported <Time at={connector.secondAt} now={now} />: stop one of the two
            </dd>
          </>
        )}
        {unmatched.length > 0 && (
          <>
            <dt>Unmatched</dt>
            <dd className="drift">
              {countOf(unmatched.length, 'process', 'processes')} on this host fit no proxy: see Unmatched
              event files.
            </dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

/** What the connector said of its host when it was enrolled. */
function HostRows({ host: { hostname, livePath, restartCommand } }: Pick<ProxyDetail['connector'], 'host'>) {
  return (
    <>
      {typeof hostname === 'string' && (
        <>
          <dt>Host</dt>
          <dd className="mono">{printable(hostname)}</dd>
        </>
      )}
      {typeof livePath === 'string' && (
        <>
          <dt>Live path</dt>
          <dd className="mono">{printable(livePath)}</dd>
        </>
      )}
      {typeof restartCommand === 'boolean' && (
        <>
          <dt>Restart</dt>
          <dd>
            {restartCommand
              ? 'a command was given: it runs when a process does not reload'
              : 'no command given, so it runs none'}
          </dd>
        </>
      )}
    </>
  )
}
