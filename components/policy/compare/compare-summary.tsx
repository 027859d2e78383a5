import { countOf } from '@/components/ui/format-number'
import { formatDay, formatMoment, formatSpan } from '@/components/ui/format-time'
import type { VersionsMeaning } from '@/lib/changes/compare-versions'
import type { ComparedPolicy } from '@/lib/repository/compare-policy'

const DAY = 86_400_000

/** "What changed from 2 Sep to today". */
export function compareTitle({ older, newer, isSwapped, diff }: ComparedPolicy, now: Date): string {
  const [from, to] = [older.version, newer.version]
  if (older.revision.commit === newer.revision.commit) return 'The same commit twice'
  if (diff === null) return 'Nothing is different'
  if (from === null || to === null)
    return `What is different between ${older.revision.commit.slice(0, 7)} and ${newer.revision.commit.slice(0, 7)}`
  const isOneDay = formatDay(from.landedAt, now) === formatDay(to.landedAt, now)
  const say = isOneDay ? formatMoment : formatDay
  const span = `from ${say(from.landedAt, now)} to ${say(to.landedAt, now)}`
  return isSwapped ? `What going back ${span} would change` : `What changed ${span}`
}

/** How far apart they are, and what the difference does. */
export function CompareSummary({
  comparison,
  meaning,
}: {
  comparison: ComparedPolicy
  meaning: VersionsMeaning
}) {
  const came = meaning.passing.length
  return (
    <>
      {sayDistance(comparison)} <NetEffect meaning={meaning} />
      {came > 0 && ` ${countOf(came, 'answer')} came and went in between.`}
    </>
  )
}

function sayDistance({ older, newer, between }: ComparedPolicy): string {
  if (older.revision.commit === newer.revision.commit) return 'Choose another version for one of the ends.'
  if (between === null) return 'At least one end is not on the tracked branch.'
  const changes = countOf(between.length, 'change')
  if (older.version === null || newer.version === null) return `${changes} of this file apart.`
  const ms = Math.abs(newer.version.landedAt.getTime() - older.version.landedAt.getTime())
  const span = ms >= 2 * DAY ? countOf(Math.round(ms / DAY), 'day') : formatSpan(ms)
  return between.length === 0
    ? 'No change of this file lies between the two.'
    : `${span} and ${changes} apart.`
}

function NetEffect({ meaning: { meaning } }: { meaning: VersionsMeaning }) {
  if (meaning.kind !== 'compared') return NOT_COMPARED[meaning.kind]
  const { counts, verdict, tools } = meaning.comparison
  const { loosens, tightens, undecided } = counts
  const same = tools.filter((one) => one.verdict === 'same' && one.tool !== '*').length
  if (verdict === 'same') return 'No call is decided differently.'
  const parts = [
    ...(loosens > 0 ? [`${countOf(loosens, 'answer')} ${loosens === 1 ? 'loosens' : 'loosen'}`] : []),
    ...(tightens > 0
      ? [`${loosens > 0 ? tightens : countOf(tightens, 'answer')} ${tightens === 1 ? 'tightens' : 'tighten'}`]
      : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
  ]
  return (
    <>
      Net: <b className="b">{parts.join(', ')}</b>
      {same > 0 && `, ${countOf(same, 'tool is', 'tools are')} the same`}.
    </>
  )
}

const NOT_COMPARED = {
  added: 'One of the two does not have the file.',
  removed: 'One of the two does not have the file.',
  'not-a-policy': 'What they answer cannot be compared: one of them is no policy that Intercept would run.',
  'not-compared': 'They are too large to be compared here.',
} as const
