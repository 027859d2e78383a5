import Link from 'next/link'
import { CsvLink } from '@/components/ui/csv-link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import { Panel } from '@/components/ui/panel'
import { type RunLane, type RunLook, worstFirst } from './run-lanes'
import { type RunMark, RunsChart } from './runs-chart'
import { RunsTable } from './runs-table'

/** More bars than this are not read. */
const MOST_LANES = 30

interface RunsPanelProps {
  readonly lanes: readonly RunLane[]
  /** Of the proxies that followed the policy; `lanes` may be fewer. */
  readonly total: number
  readonly marks: readonly RunMark[]
  readonly from: Date
  readonly to: Date
  readonly isTable: boolean
  readonly hrefs: { readonly chart: string; readonly table: string; readonly csv: string }
  /** Name of the file. */
  readonly name: string
  readonly now: Date
}

/** What each proxy was proved to run between two versions, as bars, as a table and as a file. */
export function RunsPanel(props: RunsPanelProps) {
  const { lanes, total, marks, to, isTable, hrefs, name, now } = props
  const drawn = worstFirst(lanes, MOST_LANES)
  // Before the first proxy was there, nothing could be drawn.
  const from = new Date(Math.max(props.from.getTime(), Math.min(...lanes.map((lane) => lane.from.getTime()))))
  const shown = marks.filter(({ at }) => at >= from && at <= to)
  return (
    <Panel
      title="Who ran which"
      note={`${countOf(total, 'proxy', 'proxies')}, only what was proved (E3 and up)`}
      more={
        <>
          <Link href={isTable ? hrefs.chart : hrefs.table} scroll={false} prefetch={false}>
            {isTable ? 'Chart' : 'Table'}
          </Link>
          <CsvLink href={hrefs.csv} of="who ran which" />
        </>
      }
    >
      {isTable ? (
        <RunsTable lanes={lanes} now={now} />
      ) : (
        <div className="chart">
          <RunsChart
            lanes={drawn}
            marks={shown}
            from={from}
            to={to}
            now={now}
            label={`Which of the ${total} proxies ran which version of ${name} between ${formatMoment(from, now)} and ${formatMoment(to, now)}. The table has the same times.`}
          />
          <Legend lanes={drawn} />
        </div>
      )}
      <Notes
        lanes={lanes}
        total={total}
        drawn={isTable ? lanes.length : drawn.length}
        from={from}
        isCut={from > props.from}
        now={now}
      />
    </Panel>
  )
}

const WORDS: Record<RunLook, string> = {
  older: 'older',
  between: 'in between',
  loose: 'loosened in between',
  newer: 'newer',
  other: 'another version',
  mixed: 'several at once',
  unproved: 'not proved',
}

function Legend({ lanes }: { lanes: readonly RunLane[] }) {
  const used = new Set(lanes.flatMap(({ bars }) => bars.map(({ look }) => look)))
  const looks: readonly RunLook[] = ['older', 'between', 'loose', 'newer', 'other', 'mixed', 'unproved']
  return (
    <p className="s dim row wrap" style={{ gap: '4px 18px', marginTop: 6 }}>
      {looks
        .filter((look) => used.has(look))
        .map((look) => (
          <span key={look} className="row" style={{ gap: 6 }}>
            <i className={`sw0 ${look}`} />
            {WORDS[look]}
          </span>
        ))}
    </p>
  )
}

interface NotesProps {
  lanes: readonly RunLane[]
  total: number
  drawn: number
  from: Date
  isCut: boolean
  now: Date
}

function Notes({ lanes, total, drawn, from, isCut, now }: NotesProps) {
  const cut = lanes.filter((lane) => lane.isCut).length
  const notes = [
    ...(isCut ? [`No proxy followed this file before ${formatMoment(from, now)}.`] : []),
    ...(drawn < total
      ? [
          `${formatCount(drawn)} of ${formatCount(total)} shown${drawn < lanes.length ? ', those first that came to the newer one last or not at all; the table has more' : ''}.`,
        ]
      : []),
    ...(cut > 0
      ? [
          `${countOf(cut, 'proxy has', 'proxies have')} more loads than are read: what came later is not shown.`,
        ]
      : []),
    'Times of loads are those of each host, put right by what its clock was off when it told them: to within 2 s.',
  ]
  return <p className="s dim rnote">{notes.join(' ')}</p>
}
