import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { countOf } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { routes } from '@/lib/routes'

export interface RefusedFilesProps {
  /** The proxy whose page this is. */
  readonly name: string
  readonly refused: readonly {
    readonly owner: string
    readonly sender: string
    readonly files: number
    readonly lastAt: Date
  }[]
  readonly now: Date
}

/** Event files that one connector called its own and that another proxy has, on the page of either, with what to do. */
export function RefusedFiles({ name, refused, now }: RefusedFilesProps) {
  if (refused.length === 0) return null
  return (
    <Panel title="Refused event files" note="what one proxy wrote, sent by the connector of another one">
      <ul className="stack" style={{ padding: '4px 16px 14px' }}>
        {refused.map(({ owner, sender, files, lastAt }) => (
          <li key={`${owner} ${sender}`}>
            <p>
              {sender === name ? 'Its connector' : <>The connector of {proxyLink(sender)}</>} sent{' '}
              {countOf(files, 'event file')} of {owner === name ? 'this proxy' : proxyLink(owner)} as its own,
              last <Time at={lastAt} now={now} />. Nothing was taken from the log of{' '}
              {owner === name ? 'this proxy' : owner}; what {sender === name ? 'it' : sender} sends of them is
              counted for itself, under an id of its own.
            </p>
            <p className="s mid">
              Two connectors that read one folder of events: give each its own with <code>--events</code>. One
              proxy under two names: retire {proxyLink(owner)}. If nobody set it up like this, somebody with
              the token of {sender} can read the events of {owner}: revoke that token.{' '}
              <HelpLink topic="event-files-refused">What it means</HelpLink>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function proxyLink(name: string) {
  return <Link href={routes.proxy(name)}>{name}</Link>
}
