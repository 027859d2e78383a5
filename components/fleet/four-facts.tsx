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
  readonly note: string
}

/** Desired, delivered, attempted, running: what is known of each, and whether neighbours agree. */
export function FourFacts({ facts, now }: { facts: readonly Fact[]; now: Date }) {
  return (
    <dl className="facts4" aria-label="The four facts">
      {facts.map((fact, index) => (
        <div key={fact.title}>
          <dt className="s dim">
            {fact.title}
            <Agreement before={facts[index - 1]} fact={fact} />
          </dt>
          <dd>
            {fact.content === null ? (
              <span className="dim">{fact.none}</span>
            ) : (
              <Content content={fact.content} now={now} />
            )}
            <div className="s mid">{fact.note}</div>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Agreement({ before, fact }: { before: Fact | undefined; fact: Fact }) {
  if (before?.content?.sha256 == null || fact.content?.sha256 == null) return null
  const same = before.content.sha256 === fact.content.sha256
  const text = same
    ? `same content as ${before.title.toLowerCase()}`
    : `differs from ${before.title.toLowerCase()}`
  return (
    <span className={same ? 'mid' : 'drift b'} title={text}>
      {' '}
      <span aria-hidden="true">{same ? '=' : '≠'}</span>
      <span className="sr">{text}</span>
    </span>
  )
}

function Content({
  content: { sha256, commit, at },
  now,
}: {
  content: NonNullable<Fact['content']>
  now: Date
}) {
  return (
    <>
      {commit === null ? <span className="drift">no commit</span> : <Sha sha={commit} copy />}
      <div className="s mid">
        {sha256 !== null && <Digest sha256={sha256} />} <Time at={at} now={now} show="moment" />
      </div>
    </>
  )
}
