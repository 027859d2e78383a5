import Link from 'next/link'
import { FilterInput } from '@/components/ui/filter-input'
import type { ThenGrouping } from '@/lib/fleet/order-then'
import { routes, type FleetQuery } from '@/lib/routes'

const GROUPINGS = [
  { by: 'env', word: 'Environment' },
  { by: 'team', word: 'Team' },
  { by: 'policy', word: 'Policy' },
  { by: 'state', word: 'State' },
  { by: 'none', word: 'None' },
] as const satisfies readonly { by: ThenGrouping; word: string }[]

/** Text, grouping and the environment of the fleet of an instant; `query` with its moment. */
export function ThenFilters({ query, by }: { query: FleetQuery; by: ThenGrouping }) {
  return (
    <div className="ffl">
      <FilterInput label="Filter by name or policy" name="q" />
      <nav className="seg" aria-label="Group by">
        {GROUPINGS.map((grouping) => (
          <Link
            key={grouping.by}
            href={routes.fleet({ ...query, by: grouping.by })}
            aria-current={grouping.by === by ? 'true' : undefined}
            prefetch={false}
            scroll={false}
          >
            {grouping.word}
          </Link>
        ))}
      </nav>
      {query.env !== undefined && (
        <Link
          className="chip"
          href={routes.fleet({ ...query, env: undefined })}
          aria-current="true"
          prefetch={false}
          scroll={false}
        >
          Environment {query.env} <span aria-hidden="true">×</span>
        </Link>
      )}
      <span className="s dim leg">
        {by === 'team' && 'Teams as labelled now: labels of then are not kept. '}= same content as desired
        then
      </span>
    </div>
  )
}
