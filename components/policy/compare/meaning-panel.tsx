import Link from 'next/link'
import { SentenceText } from '@/components/policy/sentence-text'
import { CsvLink } from '@/components/ui/csv-link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'
import type { PlacedDifference, VersionsMeaning } from '@/lib/changes/compare-versions'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { ComparedPolicy, ComparedVersion } from '@/lib/repository/compare-policy'
import { routes } from '@/lib/routes'
import { PassingRows, type PassingFacts } from './passing-rows'
import { ChangeLink } from './version-names'

interface MeaningPanelProps {
  comparison: ComparedPolicy
  meaning: VersionsMeaning
  /** The versions from the earlier end to the later one; the first is null when there was no file. */
  chain: readonly (ComparedVersion | null)[]
  passing: readonly PassingFacts[]
  /** The same as a file. */
  csvHref: string
  now: Date
}

/** What the difference of both files does to answers, each line with a call that proves it; and what only happened in between. */
export function MeaningPanel({ comparison, meaning, chain, passing, csvHref, now }: MeaningPanelProps) {
  const said = meaning.meaning
  if (said.kind !== 'compared')
    return (
      <Panel title="What it means">
        <p className="s mid pad">{MEANINGS[said.kind]}</p>
      </Panel>
    )
  const { counts, undecided } = said.comparison
  const hasBy = meaning.differences.some(({ since }) => since !== null) || passing.length > 0
  const columns = hasBy ? 3 : 2
  const isEmpty = meaning.differences.length + undecided.length + passing.length === 0
  return (
    <Panel
      title="What it means"
      note={<Counts counts={counts} />}
      more={
        <>
          <span className="s dim hide-s">each line has a call that proves it</span>
          <CsvLink href={csvHref} of="the differences" />
        </>
      }
    >
      {isEmpty ? (
        <p className="s mid pad">No call is decided differently at the two ends.</p>
      ) : (
        <Table label="What it means" className="meant" cards>
          <thead>
            <tr>
              <th>
                {comparison.isSwapped ? 'From the newer back to the older' : 'From the older to the newer'}
              </th>
              {hasBy && <th title="The change since which the witness call is answered so">By</th>}
              <th className="n">Line</th>
            </tr>
          </thead>
          <tbody>
            {meaning.differences.map((difference) => (
              <DifferenceRow
                key={difference.text}
                difference={difference}
                comparison={comparison}
                chain={hasBy ? chain : null}
              />
            ))}
            {undecided.map(({ sentence, text }) => (
              <tr key={text}>
                <td className="two-l full" colSpan={columns}>
                  <div className="li">
                    <Glyph name="unverified" label="not decided" />
                    <div>
                      <SentenceText sentence={sentence} />
                    </div>
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
          {passing.length > 0 && <PassingRows passing={passing} now={now} />}
        </Table>
      )}
      <Footer comparison={said.comparison} meaning={meaning} />
    </Panel>
  )
}

const MEANINGS = {
  added:
    'One of the two does not have the file, so there is nothing to compare its answers with. All of them are on its own page.',
  removed: 'One of the two does not have the file: a proxy that loses its file keeps the last good one.',
  'not-a-policy':
    'One of the two is no policy that Intercept would run, so what they answer cannot be compared. A proxy that got it kept the version it had.',
  'not-compared': 'Not compared: the two are larger than what one page compares.',
} as const

function Counts({ counts: { loosens, tightens, undecided } }: Pick<PolicyComparison, 'counts'>) {
  return (
    <span className="row wrap" style={{ columnGap: 12 }}>
      {(['loosens', 'tightens'] as const).map((effect) => (
        <span key={effect} className="row" style={{ gap: 5 }}>
          <Glyph name={effect} size={12} label={null} />
          {effect} {effect === 'loosens' ? loosens : tightens}
        </span>
      ))}
      {undecided > 0 && <span>not decided {undecided}</span>}
    </span>
  )
}

interface DifferenceRowProps {
  difference: PlacedDifference
  comparison: ComparedPolicy
  /** Null without a column of changes. */
  chain: readonly (ComparedVersion | null)[] | null
}

function DifferenceRow({ difference, comparison, chain }: DifferenceRowProps) {
  const { effect, sentence, witness, since, place } = difference
  return (
    <tr>
      <td className="two-l full">
        <div className="li">
          <Glyph name={effect} />
          <div>
            <SentenceText sentence={sentence} />
            <p className="s dim">
              Witness: <SentenceText sentence={witness.sentence} />
            </p>
          </div>
        </div>
      </td>
      {chain !== null && (
        <td className="s" data-l="by">
          <Changes at={since} chain={chain} />
        </td>
      )}
      <td className="n s nw" data-l="line">
        <Line comparison={comparison} place={place} />
      </td>
    </tr>
  )
}

/** The changes at some places of the chain. */
function Changes({
  at,
  chain,
}: {
  at: readonly number[] | null
  chain: readonly (ComparedVersion | null)[]
}) {
  const versions = (at ?? []).flatMap((place) => chain[place] ?? [])
  if (versions.length === 0) return <span className="dim">–</span>
  return versions.map((version, index) => (
    <span key={version.sha} className="nw">
      {index > 0 && ', '}
      <ChangeLink version={version} />
    </span>
  ))
}

function Line({
  comparison: { older, newer },
  place,
}: {
  comparison: ComparedPolicy
  place: PlacedDifference['place']
}) {
  const { file, revision } = place?.file === 'before' ? older : newer
  if (place === null || file === null) return <span className="dim">–</span>
  return (
    <Link
      className="q dim"
      href={`${routes.policy(file.path, { at: revision.commit })}#L${place.line}`}
      prefetch={false}
      title={`Line ${place.line} at ${revision.commit.slice(0, 7)}`}
    >
      {place.file === 'before' && '−'}
      {place.line}
    </Link>
  )
}

/** What is the same, what is only worded otherwise, and what was not looked at. */
function Footer({ comparison, meaning }: { comparison: PolicyComparison; meaning: VersionsMeaning }) {
  const same = comparison.tools.filter(({ verdict }) => verdict === 'same').map(({ tool }) => tool)
  const { cosmetic } = comparison
  if (same.length + cosmetic.length === 0 && meaning.unread === null) return null
  return (
    <div className="s mid foot2">
      {meaning.unread !== null && <p>{UNREAD[meaning.unread]}</p>}
      {cosmetic.length > 0 && (
        <details>
          <summary>{countOf(cosmetic.length, 'other thing')} changed without another answer.</summary>
          <ul>
            {cosmetic.map(({ text, sentence }) => (
              <li key={text}>
                <SentenceText sentence={sentence} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {same.length > 0 && (
        <details>
          <summary>{sayOthers(same)} the same answers at both ends: decided, not sampled.</summary>
          <p>
            {same.map((tool, index) => (
              <span key={tool}>
                {index > 0 && ', '}
                {tool === '*' ? 'any other tool' : <code>{tool}</code>}
              </span>
            ))}
          </p>
        </details>
      )}
    </div>
  )
}

function sayOthers(same: readonly string[]): string {
  const named = same.filter((tool) => tool !== '*').length
  const rest = named < same.length ? ' and any that is not named' : ''
  if (named === 0) return 'Any tool that is not named gives'
  return `${countOf(named, 'tool')}${rest} ${named === 1 && rest === '' ? 'gives' : 'give'}`
}

const UNREAD = {
  'too-many':
    'More than 40 versions lie between the two: which of them brought what, and what came and went in between, was not looked for. Choose a shorter span.',
  'too-large':
    'The versions between the two are too large to be compared one by one: which of them brought what, and what came and went in between, is not known.',
} as const
