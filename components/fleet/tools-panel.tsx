import type { ReactNode } from 'react'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { ToolHistory, ToolList, ToolListChange } from '@/lib/fleet/tools/tool-history'
import { printable } from '@/lib/policy/describe/sentence'
import { toolKind, type ToolKind } from '@/lib/policy/tool-kind'

interface ToolsPanelProps {
  readonly history: ToolHistory
  readonly engine: string
  readonly now: Date
  /** Acknowledges the changes that are open; left out for who may not. */
  readonly acknowledge?: ReactNode
}

const KINDS: readonly { readonly kind: ToolKind; readonly one: string; readonly many: string }[] = [
  { kind: 'reads', one: 'only reads', many: 'only read' },
  { kind: 'changes', one: 'changes things', many: 'change things' },
  { kind: 'destroys', one: 'may destroy', many: 'may destroy' },
  { kind: 'unsaid', one: 'does not say', many: 'do not say' },
]

/** What the server behind a proxy offers by its own word, and what it changed since somebody looked. */
export function ToolsPanel({ history, engine, now, acknowledge }: ToolsPanelProps) {
  const { current, changes } = history
  if (current === null) return <NoTools engine={engine} />
  const open = changes.filter(({ list }) => list.acknowledgedAt === null)
  const looked = changes.filter(({ list }) => list.acknowledgedAt !== null)
  return (
    <div id="tools">
      <Panel
        title="Tools of its server"
        note={
          <>
            {sayTools(current)}, seen <Time at={current.lastSeenAt} now={now} />
          </>
        }
        more={open.length > 0 && acknowledge}
      >
        {open.length > 0 && (
          <div className="exp drift0 tchx">
            <Glyph name="tools-changed" label={null} />
            <div>
              <p className="b">Its server changed its tools, and nobody has acknowledged that.</p>
              <p className="s mid">
                A policy allows names. What a tool of that name does, and what its description makes an agent
                do, is the server’s to change: read what changed before you acknowledge it.
              </p>
            </div>
          </div>
        )}
        <ul className="rows">
          {open.map((change) => (
            <Change key={change.list.id} change={change} now={now} />
          ))}
          {history.isCut && <li className="s mid">The newest are shown; older changes may exist.</li>}
          <li className="s mid">{sayKinds(current)}, by the server’s own word.</li>
        </ul>
        {looked.length > 0 && (
          <details className="foot2">
            <summary className="s">{countOf(looked.length, 'acknowledged change')}</summary>
            <ul className="rows">
              {looked.map((change) => (
                <Change key={change.list.id} change={change} now={now} />
              ))}
            </ul>
          </details>
        )}
      </Panel>
    </div>
  )
}

function NoTools({ engine }: { engine: string }) {
  return (
    <div id="tools">
      <Panel title="Tools of its server">
        <PanelEmpty title="Not known">
          {engine === 'lockstep'
            ? 'It is told when an agent asks the server for its tools.'
            : 'Only Lockstep’s own proxy tells what its server offers; Intercept does not write it.'}
        </PanelEmpty>
      </Panel>
    </div>
  )
}

const MOST_NAMED = 20

function Change({ change, now }: { change: ToolListChange; now: Date }) {
  const { list, before, difference, isCurrent } = change
  const { added, removed, changed, unseen } = difference
  return (
    <li className="stack tchg">
      <p>
        <b className="b">
          <Time at={list.firstSeenAt} now={now} show="clock" />
        </b>{' '}
        from {sayTools(before)} (first seen <Time at={before.firstSeenAt} now={now} show="clock" />) to{' '}
        {sayTools(list)}
        {!isCurrent && <span className="mid">, not what it offers now</span>}
        {list.acknowledgedAt !== null && (
          <span className="mid">
            {list.acknowledgedBy === null
              ? ', seen by Lockstep before what came earlier'
              : `, acknowledged by ${printable(list.acknowledgedBy)} `}
            {list.acknowledgedBy !== null && <Time at={list.acknowledgedAt} now={now} show="clock" />}
          </span>
        )}
      </p>
      <Names word="New" names={added.map((name) => ({ name }))} />
      <Names word="Gone" names={removed.map((name) => ({ name }))} />
      <Names word="Changed" names={changed.map(({ name, parts }) => ({ name, note: parts.join(', ') }))} />
      {unseen && (
        <p className="s mid">Some tools did not fit into the event; what changed among them is not known.</p>
      )}
    </li>
  )
}

function Names({ word, names }: { word: string; names: readonly { name: string; note?: string }[] }) {
  if (names.length === 0) return null
  return (
    <dl className="dl s tnames">
      <dt>
        {word} <span className="num">{formatCount(names.length)}</span>
      </dt>
      <dd>
        {names.slice(0, MOST_NAMED).map(({ name, note }) => (
          <p key={name}>
            <span className="mono">{name === '' ? '(no name)' : printable(name)}</span>
            {note !== undefined && <span className="mid">: {note}</span>}
          </p>
        ))}
        {names.length > MOST_NAMED && (
          <p className="mid">And {formatCount(names.length - MOST_NAMED)} more.</p>
        )}
      </dd>
    </dl>
  )
}

function sayTools({ tools, leftOut }: ToolList): string {
  return countOf(tools.length + leftOut, 'tool')
}

function sayKinds({ tools }: ToolList): string {
  const said = KINDS.flatMap(({ kind, one, many }) => {
    const count = tools.filter(({ hints }) => toolKind(hints) === kind).length
    return count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`]
  })
  return said.length === 0 ? 'It offers no tool' : said.join(', ')
}
