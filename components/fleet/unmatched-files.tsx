import { HelpLink } from '@/components/ui/help-link'
import { CopyButton } from '@/components/ui/copy-button'
import { countOf } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { connectCommand, type ConnectWish } from './connect-command'

/** A process whose event file fits no proxy that is connected. */
export interface UnmatchedFile {
  readonly id: string
  readonly nativeId: string
  readonly pid: number | null
  /** Policy file as its start event says it; null when it was not read. */
  readonly config: string | null
  readonly lastEventAt: Date | null
}

export interface UnmatchedFilesProps {
  readonly files: readonly UnmatchedFile[]
  /** How the command that connects a proxy begins. */
  readonly server: string
  readonly program: string
  /** Of the proxy whose connector found them: where it looks, and what a neighbour is likely to be. */
  readonly finder: Pick<ConnectWish, 'mode' | 'engine' | 'environment'> & {
    /** Folder of event files; null when it was not told. */
    readonly events: string | null
  }
  readonly now: Date
}

const SHOWN = 10

/** Event files that belong to nobody, each with the command that connects the proxy behind it. */
export function UnmatchedFiles({ files, server, program, finder, now }: UnmatchedFilesProps) {
  const folder = finder.events ?? 'EVENTS'
  return (
    <Panel
      title="Unmatched event files"
      note={`${countOf(files.length, 'process', 'processes')} in ${folder} that fit no proxy, or several`}
    >
      <ul className="stack" style={{ padding: '4px 16px 14px' }}>
        {files.slice(0, SHOWN).map(({ id, nativeId, pid, config, lastEventAt }) => {
          const command = connectCommand(server, program, wishOf(finder, config))
          return (
            <li key={id}>
              <dl className="kv">
                <dt>Process</dt>
                <dd className="num">{pid === null ? 'number not known' : `pid ${pid}`}</dd>
                <dt>Policy file</dt>
                <dd className="mono">{config ?? 'not known: its first line is no start event'}</dd>
                <dt>Event file</dt>
                <dd className="mono">{`${folder}/${nativeId}.jsonl`}</dd>
                <dt>Last event</dt>
                <dd>{lastEventAt === null ? 'none' : <Time at={lastEventAt} now={now} />}</dd>
              </dl>
              <pre className="cmd wraps" style={{ margin: '8px 0' }}>
                {command}
              </pre>
              <CopyButton
                text={command}
                label={`command for ${nativeId}`}
                words="Copy command"
                className="btn sm"
              />
            </li>
          )
        })}
        {files.length > SHOWN && (
          <li>And {countOf(files.length - SHOWN, 'more process', 'more processes')}.</li>
        )}
      </ul>
      <p className="s mid foot2">
        Words in capitals are yours to fill in: NAME and POLICY are its name and the policy that it follows
        {files.some(({ config }) => config?.startsWith('/') !== true) &&
          '; after --config goes the whole path of its policy file'}
        . If it is a process of this proxy, start the connector again with this --config instead. Its calls
        are kept without a proxy until then. <HelpLink topic="event-files-unmatched" />
      </p>
    </Panel>
  )
}

/** A proxy like the finder, for that policy file. */
function wishOf({ events, ...finder }: UnmatchedFilesProps['finder'], config: string | null): ConnectWish {
  return {
    ...finder,
    name: 'NAME',
    path: 'POLICY',
    repositoryPath: 'POLICY',
    team: '',
    config: config ?? 'CONFIG',
    events: events ?? 'EVENTS',
    source: 'SOURCE',
    gitUrl: 'GIT_URL',
    branch: 'main',
  }
}
