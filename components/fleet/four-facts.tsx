import type { ReactNode } from 'react'
import { Digest, Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'

/** One thing that is known about a proxy's policy; null content = nothing was seen. */
export interface Fact {
  readonly title: 'Desired' | 'Delivered' | 'Attempted' | 'Running'
  readonly content: {
    readonly sha256: string | null
    readonly commit: string | null
    readonly at: Date
  } | null
  /** Said instead of a content. */
  readonly none: string
  /** There should be one by now. */
  readonly isMissed?: boolean
  readonly note: string
  /** Where a commit leads. */
  readonly hrefOf: (commit: string) => string
}

interface FourFactsProps {
  readonly facts: readonly Fact[]
  readonly now: Date
  /** Below the facts: the verdict, its cause and its cure. */
  readonly children?: ReactNode
}

/** Desired, delivered, attempted, running: what is known of each, and whether neighbours agree. */
export function FourFacts({ facts, now, children }: FourFactsProps) {
  return (
    <section className="panel" aria-label="The four facts">
      <ol className="facts">
        {facts.map((fact, index) => (
          <FactCell key={fact.title} fact={fact} before={facts[index - 1]} desired={facts[0]} now={now} />
        ))}
      </ol>
      {children}
    </section>
  )
}

const MARKS = {
  same: { title: 'same content', spoken: 'the same content as before it' },
  other: { title: 'different content', spoken: 'another content than before it' },
  missed: { title: 'not attempted', spoken: 'what is before it was not attempted' },
}

interface FactCellProps {
  readonly fact: Fact
  readonly before: Fact | undefined
  readonly desired: Fact | undefined
  readonly now: Date
}

function FactCell({ fact, before, desired, now }: FactCellProps) {
  const { title, content, none, isMissed = false, note, hrefOf } = fact
  const agrees = agreement(before, fact)
  const words = isMissed ? MARKS.missed : agrees === true ? MARKS.same : MARKS.other
  const differs = title === 'Running' && agreement(desired, fact) === false
  return (
    <li className={content === null && title !== 'Desired' ? 'badf' : ''}>
      {agrees !== null && (
        <span className={agrees ? 'eqm' : 'eqm ne'} title={words.title}>
          <span aria-hidden="true">{agrees ? '=' : '≠'}</span>
          <span className="sr">{words.spoken}</span>
        </span>
      )}
      <h2 className="s dim">{title}</h2>
      <span className="fs">
        {content === null ? (
          <span className={isMissed ? 'drift' : undefined}>{none}</span>
        ) : (
          <Commit commit={content.commit} hrefOf={hrefOf} />
        )}
        {differs && <span className="tag drift">≠ desired</span>}
      </span>
      {content !== null && content.sha256 !== null && (
        <span className="s dim">
          <Digest sha256={content.sha256} copy />
        </span>
      )}
      {content !== null && (
        <span className="s mid">
          since <Time at={content.at} now={now} show="clock" /> UTC
        </span>
      )}
      {note !== '' && <span className="s dim">{note}</span>}
    </li>
  )
}

function Commit({ commit, hrefOf }: { commit: string | null; hrefOf: Fact['hrefOf'] }) {
  return commit === null ? (
    <span className="drift sans">no commit</span>
  ) : (
    <Sha sha={commit} href={hrefOf(commit)} />
  )
}

/** Null where one of the two is not known. */
function agreement(before: Fact | undefined, fact: Fact): boolean | null {
  if (fact.isMissed === true) return false
  if (before?.content?.sha256 == null || fact.content?.sha256 == null) return null
  return before.content.sha256 === fact.content.sha256
}
