import Link from 'next/link'
import { SentenceText } from '@/components/policy/sentence-text'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Table } from '@/components/ui/table'
import type { DifferingPolicy } from '@/lib/changes/compare-commits'
import { printable } from '@/lib/policy/describe/sentence'
import type { DescribedCommit } from '@/lib/repository/describe-commits'
import { type CompareAddress, compareHref } from '@/components/policy/compare/compare-href'
import { CommitLink } from './commit-link'

/** Differences of one policy that are said here; its own comparison has all. */
const MOST_SAID = 3
const MOST_BY = 4

interface DifferingTableProps {
  readonly policies: readonly DifferingPolicy[]
  readonly between: readonly DescribedCommit[] | null
  readonly address: CompareAddress
}

/** The policies that differ: what that does to answers, in how many lines, by which changes. */
export function DifferingTable({ policies, between, address }: DifferingTableProps) {
  const known = new Map((between ?? []).map((said) => [said.commit, said]))
  return (
    <Table label="Policies that differ" cards className="differing">
      <thead>
        <tr>
          <th>Policy</th>
          <th>What it means</th>
          <th className="n">Lines</th>
          {between !== null && <th>By</th>}
        </tr>
      </thead>
      <tbody>
        {policies.map((one) => (
          <tr key={one.path}>
            <td className="full">
              <Link href={compareHref({ ...address, policy: one.path })} prefetch={false}>
                {printable(one.path)}
              </Link>
              {one.status !== 'changed' && <span className="tag dash">{WORDS[one.status]}</span>}
              {one.from !== null && <p className="s mid">was {printable(one.from)}</p>}
            </td>
            <td className="two-l full">
              <Meaning policy={one} href={compareHref({ ...address, policy: one.path })} />
            </td>
            <td className="n mono s nw" data-l="lines">
              {one.lines === null ? (
                <span className="dim">–</span>
              ) : (
                <>
                  <span className="allow">+{one.lines.added}</span>{' '}
                  <span className="deny">−{one.lines.removed}</span>
                </>
              )}
            </td>
            {between !== null && (
              <td className="s" data-l="by">
                <By commits={one.by.flatMap((sha) => known.get(sha) ?? [])} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const WORDS = { added: 'new', removed: 'removed', moved: 'moved' } as const

const NOT_COMPARED = {
  added: 'A new file: what it decides depends on the proxies that get it.',
  removed: 'The file is gone: its proxies keep what they loaded last.',
  'not-a-policy': 'One of the two is no policy that Intercept would run.',
  'not-compared': 'Not compared here, where there are so many; its own comparison says it.',
} as const

function Meaning({ policy: { meaning }, href }: { policy: DifferingPolicy; href: string }) {
  if (meaning.kind !== 'compared') return <span className="s mid">{NOT_COMPARED[meaning.kind]}</span>
  const { differences, undecided, verdict } = meaning.comparison
  if (verdict === 'same') return <span className="s mid">Same answers: no call is decided differently.</span>
  const lines = [
    ...differences.map(({ effect, sentence, text }) => ({ glyph: effect, sentence, text })),
    ...undecided.map(({ sentence, text }) => ({ glyph: 'unverified' as const, sentence, text })),
  ]
  const rest = lines.length - MOST_SAID
  return (
    <>
      {lines.slice(0, MOST_SAID).map(({ glyph, sentence, text }) => (
        <div key={text} className="li">
          <Glyph name={glyph} label={glyph === 'unverified' ? 'not decided' : undefined} />
          <div>
            <SentenceText sentence={sentence} />
          </div>
        </div>
      ))}
      {rest > 0 && (
        <Link className="s" href={href} prefetch={false}>
          and {countOf(rest, 'more answer')}
        </Link>
      )}
    </>
  )
}

function By({ commits }: { commits: readonly DescribedCommit[] }) {
  if (commits.length === 0) return <span className="dim">–</span>
  const rest = commits.length - MOST_BY
  return (
    <>
      {commits.slice(0, MOST_BY).map((said, at) => (
        <span key={said.commit} className="nw">
          {at > 0 && ', '}
          <CommitLink said={said} />
        </span>
      ))}
      {rest > 0 && <span className="dim"> and {rest} more</span>}
    </>
  )
}
