import Link from 'next/link'
import { GlyphWord } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import type { FleetRow } from '@/lib/fleet/list-fleet'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

interface WhereItRunsProps {
  readonly rows: readonly Pick<FleetRow, 'name' | 'state' | 'environment'>[]
  readonly inSync: number
  readonly total: number
}

/** The proxies that follow a policy, worst first, as they are now; nothing without one. */
export function WhereItRuns({ rows, inSync, total }: WhereItRunsProps) {
  if (total === 0) return null
  return (
    <Panel title="Where it runs" note={`now, ${inSync} of ${total} in sync`}>
      <ul className="stack pad" style={{ gap: 6 }}>
        {rows.map(({ name, state, environment }) => (
          <li key={name} className="row wrap">
            <Link href={routes.proxy(name)} prefetch={false}>
              {name}
            </Link>
            <span className="s dim">{environment}</span>
            <GlyphWord name={fleetState(state).slug}>{fleetState(state).word}</GlyphWord>
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p className="s dim pad">
          {rows.length} of {total} shown, worst first.
        </p>
      )}
    </Panel>
  )
}
