import Link from 'next/link'
import { FilterInput } from '@/components/ui/filter-input'
import { formatCount } from '@/components/ui/format-number'
import { FLEET_STATES } from '@/lib/fleet/states'
import { type FleetQuery, routes } from '@/lib/routes'

const GROUPINGS = [
  { by: 'env', word: 'Environment' },
  { by: 'team', word: 'Team' },
  { by: 'policy', word: 'Policy' },
  { by: 'state', word: 'State' },
  { by: 'none', word: 'None' },
] as const

const DRIFT = FLEET_STATES.filter(({ kind }) => kind === 'drift').map(({ slug }) => slug)

interface FleetFiltersProps {
  /** What the address asks for now. */
  readonly query: FleetQuery
  readonly drift: number
  readonly belowProof: number
  /** Proxies whose server changed its tools. */
  readonly toolsChanged: number
}

/** Text, grouping and the two questions that are asked most; all of it lives in the address. */
export function FleetFilters({ query, drift, belowProof, toolsChanged }: FleetFiltersProps) {
  const isDrift = [query.state ?? []].flat().join() === DRIFT.join()
  const isBelow = query.evidence === 'lt3'
  const isChanged = query.tools === 'changed'
  return (
    <div className="ffl">
      <FilterInput label="Filter proxies" name="q" />
      <nav className="seg" aria-label="Group by">
        {GROUPINGS.map(({ by, word }) => (
          <Link
            key={by}
            href={routes.fleet({ ...query, by, from: undefined })}
            aria-current={(query.by ?? 'env') === by ? 'true' : undefined}
            prefetch={false}
            scroll={false}
          >
            {word}
          </Link>
        ))}
      </nav>
      <Link
        className="chip"
        href={routes.fleet({ ...query, state: isDrift ? undefined : DRIFT, from: undefined })}
        aria-current={isDrift ? 'true' : undefined}
        prefetch={false}
        scroll={false}
      >
        Drifted only <span className="num dim">{formatCount(drift)}</span>
      </Link>
      <Link
        className="chip"
        href={routes.fleet({ ...query, evidence: isBelow ? undefined : 'lt3', from: undefined })}
        aria-current={isBelow ? 'true' : undefined}
        prefetch={false}
        scroll={false}
      >
        Evidence below E3 <span className="num dim">{formatCount(belowProof)}</span>
      </Link>
      {(toolsChanged > 0 || isChanged) && (
        <Link
          className="chip"
          href={routes.fleet({ ...query, tools: isChanged ? undefined : 'changed', from: undefined })}
          aria-current={isChanged ? 'true' : undefined}
          prefetch={false}
          scroll={false}
        >
          Tools changed <span className="num dim">{formatCount(toolsChanged)}</span>
        </Link>
      )}
      {query.env !== undefined && (
        <Link
          className="chip"
          href={routes.fleet({ ...query, env: undefined, from: undefined })}
          aria-current="true"
          prefetch={false}
          scroll={false}
        >
          Environment {query.env} <span aria-hidden="true">×</span>
        </Link>
      )}
      <span className="s dim leg">= same content as desired</span>
    </div>
  )
}
