import { countOf } from '@/components/ui/format-number'
import { Sha } from '@/components/ui/sha'
import { Time } from '@/components/ui/time'
import type { CommitEnd } from '@/lib/changes/compare-commits'
import { routes } from '@/lib/routes'
import { ChooseEnd } from '@/components/policy/compare/choose-end'
import type { CompareAddress } from '@/components/policy/compare/compare-href'
import { CommitLink } from './commit-link'

interface CommitCardProps {
  /** By its place on the branch. */
  readonly word: 'older' | 'newer'
  readonly end: CommitEnd
  readonly moves: 'first' | 'second'
  readonly address: CompareAddress
  readonly branch: string
  readonly now: Date
}

/** One end of a comparison of all policies: which commit, since when, by whom, and how many policies it has. */
export function CommitCard({
  word,
  end: { revision, said, policies },
  moves,
  address,
  branch,
  now,
}: CommitCardProps) {
  const name = word === 'older' ? 'Older' : 'Newer'
  return (
    <section className="panel" aria-label={name}>
      <div className="sh">
        <span className="ab">{name}</span>
        <h2>
          <Sha sha={revision.commit} href={routes.policies({ at: revision.commit })} copy />
        </h2>
        {said !== null && (
          <span className="s trunc">
            {said.title}, <CommitLink said={said} />
          </span>
        )}
        <span className="more">
          <ChooseEnd word={word} moves={moves} address={address} paths={null} />
        </span>
      </div>
      <dl className="dl">
        <dt>On {branch}</dt>
        <dd>
          {revision.position === null ? (
            'no: it is the head of a branch or of a pull request'
          ) : said === null ? (
            'yes'
          ) : (
            <>
              since <Time at={said.at} now={now} show="moment" />
              {said.number === null && <span className="s dim"> as the commit states</span>}
            </>
          )}
        </dd>
        {said !== null && (
          <>
            <dt>{said.number === null ? 'Committed by' : 'Drafted by'}</dt>
            <dd>{said.by}</dd>
          </>
        )}
        <dt>Policies</dt>
        <dd>{countOf(policies, 'file')}</dd>
      </dl>
    </section>
  )
}
