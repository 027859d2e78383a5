import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { Digest, Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import type { PolicyComparison } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'

type End = Extract<PolicyComparison, { kind: 'compared' }>['older']

interface CompareEndProps {
  word: 'Older' | 'Newer'
  end: End
  other: End
  path: string
  isOlder: boolean
  now: Date
}

/** One end of a comparison: which version, by whom, since when, and the versions beside it. */
export function CompareEnd({ word, end, other, path, isOlder, now }: CompareEndProps) {
  const { revision, file } = end
  const { current, history, sha256, content } = file
  const at = history.versions.findIndex(({ sha }) => sha === current?.sha)
  const [before, after] = at < 0 ? [] : [history.versions[at + 1], history.versions[at - 1]]
  const moveTo = (sha: string) =>
    routes.policy(path, {
      compare: isOlder ? `${sha}...${other.revision.commit}` : `${other.revision.commit}...${sha}`,
    })
  return (
    <section className="panel" aria-label={word}>
      <div className="sh">
        <h2 className="row">
          <span className="tag">{word}</span>
          <Sha sha={revision.commit} href={routes.policy(path, { at: revision.commit })} />
        </h2>
        <span className="more">
          {before !== undefined && (
            <Link href={moveTo(before.sha)} prefetch={false} aria-label={`${word} end one version back`}>
              one back
            </Link>
          )}
          {after !== undefined && (
            <Link href={moveTo(after.sha)} prefetch={false} aria-label={`${word} end one version forward`}>
              one forward
            </Link>
          )}
        </span>
      </div>
      <dl className="dl s">
        {current !== null && (
          <>
            <dt>Change</dt>
            <dd>
              {current.change?.title ?? current.subject}
              {current.change !== null && `, #${current.change.number}`}
            </dd>
            <dt>Committed by</dt>
            <dd>
              {current.committedBy}, <Time at={current.at} now={now} show="instant" />
            </dd>
          </>
        )}
        <dt>Content</dt>
        <dd>
          {sha256 !== null && <Digest sha256={sha256} />}
          {'text' in content && `, ${countOf(content.text.replace(/\r?\n$/, '').split('\n').length, 'line')}`}
          {content.kind !== 'valid' && <b className="b deny">, Intercept would refuse it</b>}
        </dd>
      </dl>
    </section>
  )
}
