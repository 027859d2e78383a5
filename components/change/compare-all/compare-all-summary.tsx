import { countOf } from '@/components/ui/format-number'
import { formatDay, formatMoment, formatSpan } from '@/components/ui/format-time'
import type { ComparedCommits } from '@/lib/changes/compare-commits'

const DAY = 86_400_000

/** "What changed in all policies from 2 Sep to today". */
export function compareAllTitle({ older, newer, isSwapped, policies }: ComparedCommits, now: Date): string {
  if (older.revision.commit === newer.revision.commit) return 'The same commit twice'
  if (policies.length === 0) return 'No policy is different'
  const [from, to] = [older.said, newer.said]
  const isKnown = older.revision.position !== null && newer.revision.position !== null
  if (from === null || to === null || !isKnown)
    return `What is different between ${older.revision.commit.slice(0, 7)} and ${newer.revision.commit.slice(0, 7)}`
  const say = formatDay(from.at, now) === formatDay(to.at, now) ? formatMoment : formatDay
  const span = `from ${say(from.at, now)} to ${say(to.at, now)}`
  return isSwapped
    ? `What going back ${span} would change in all policies`
    : `What changed in all policies ${span}`
}

/** How far apart they are, and what the difference does. */
export function CompareAllSummary({ comparison }: { comparison: ComparedCommits }) {
  const { older, newer, between, policies, effect } = comparison
  if (older.revision.commit === newer.revision.commit) return 'Choose another commit for one of the ends.'
  return (
    <>
      {sayDistance(older.said?.at, newer.said?.at, between?.length ?? null)}{' '}
      {policies.length > 0 && (
        <>
          Net: <b className="b">{sayEffect(effect)}</b>.
        </>
      )}
    </>
  )
}

/** "1 answer loosens, 5 tighten, 2 files not compared". */
function sayEffect({ loosens, tightens, undecided, uncompared }: ComparedCommits['effect']): string {
  const parts = [
    ...(loosens > 0 ? [`${countOf(loosens, 'answer')} ${loosens === 1 ? 'loosens' : 'loosen'}`] : []),
    ...(tightens > 0
      ? [`${loosens > 0 ? tightens : countOf(tightens, 'answer')} ${tightens === 1 ? 'tightens' : 'tighten'}`]
      : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
    ...(uncompared > 0 ? [`${countOf(uncompared, 'file')} not compared`] : []),
  ]
  return parts.length === 0 ? 'no call is decided differently' : parts.join(', ')
}

function sayDistance(from: Date | undefined, to: Date | undefined, changes: number | null): string {
  if (changes === null) return 'At least one end is not on the tracked branch.'
  if (changes === 0) return 'No change of a policy lies between the two.'
  const said = countOf(changes, 'change')
  if (from === undefined || to === undefined) return `${said} apart.`
  const ms = Math.abs(to.getTime() - from.getTime())
  return `${ms >= 2 * DAY ? countOf(Math.round(ms / DAY), 'day') : formatSpan(ms)} and ${said} apart.`
}
