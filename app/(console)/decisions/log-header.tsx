import Form from 'next/form'
import { formatRange } from '@/components/ui/format-time'
import type { DecisionFilter } from '@/lib/decisions/decision-filter'
import { apiRoutes, routes } from '@/lib/routes'
import { FilterChips } from './filter-chips'
import { KeptKeys } from './kept-keys'
import { LogControls } from './log-controls'
import { RangeMenu } from './range-menu'
import { decisionsHref, decisionsQuery, NEWEST, type DecisionSearch } from './search-params'

interface LogHeaderProps {
  readonly search: DecisionSearch
  readonly filter: DecisionFilter
}

/** What is looked for, in which time, and what can be done with all of it. */
export function LogHeader({ search, filter: { from, to } }: LogHeaderProps) {
  const plain = decisionsQuery({ ...search, ...NEWEST, table: false, live: false })
  const words = search.from === undefined ? SPAN_WORDS[search.hours] : formatRange(from, to)
  return (
    <div className="ph">
      <div className="grow row wrap" style={{ gap: 8 }}>
        <h1 style={{ marginRight: 6 }}>Decisions</h1>
        <FilterChips search={search} />
        <Form action={routes.decisions()} className="row">
          <KeptKeys query={{ ...plain, q: undefined, table: search.table ? '1' : undefined }} />
          <input
            className="in"
            name="q"
            key={search.q}
            defaultValue={search.q}
            aria-label="Text in tool, rule or message, or the id of a denial"
            placeholder="tool, rule, message, id"
            data-filter
          />
        </Form>
      </div>
      <div className="acts">
        <RangeMenu search={search} words={words} from={from} to={to} />
        <LogControls
          live={search.live}
          hrefs={
            search.from === undefined
              ? {
                  live: decisionsHref(search, { live: true, d: search.d }),
                  paused: decisionsHref(search, { live: false, d: search.d }),
                }
              : null
          }
          csv={apiRoutes.exportDecisions({ ...plain, format: 'csv' })}
          ndjson={apiRoutes.exportDecisions({ ...plain, format: 'ndjson' })}
          otlp={apiRoutes.exportDecisions({ ...plain, format: 'otlp' })}
        />
      </div>
    </div>
  )
}

const SPAN_WORDS: Readonly<Record<DecisionSearch['hours'], string>> = {
  1: 'Last hour',
  24: 'Last 24 hours',
  168: 'Last 7 days',
}
