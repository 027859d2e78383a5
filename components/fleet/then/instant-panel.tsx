import Link from 'next/link'
import { ThenForm } from '@/components/ui/then-form'
import { type FleetQuery, routes } from '@/lib/routes'
import { InstantSlider } from './instant-slider'
import { labelsOf, placeIn, type Scale, tellApart, windowOf } from './instant-window'
import { StepThrough } from './step-through'

const SCALES = [
  { scale: 'day', word: 'Day' },
  { scale: 'weeks', word: '2 weeks' },
  { scale: 'all', word: 'All' },
] as const satisfies readonly { scale: Scale; word: string }[]

/** Share of the width between two ticks: their size on a desk. */
const APART = 0.008

interface InstantPanelProps {
  readonly at: Date
  readonly now: Date
  readonly branch: string
  /** Where the branch stood then, 40 hex; null before Lockstep knew it. */
  readonly tip: string | null
  /** When the branch moved around that instant. */
  readonly moves: Parameters<typeof StepThrough>[0]['moves']
  /** When the branch was seen to move, the oldest first. */
  readonly recorded: readonly { readonly at: Date }[]
  /** When the branch got emergencies. */
  readonly emergencies: readonly { readonly at: Date }[]
  readonly scale: Scale
  /** What the page's address asks for, without a moment. */
  readonly query: FleetQuery
  /** The moment as the address says it. */
  readonly asked: string
}

/** Chooses an instant: by its name, by the commits before and after it, or along a line of all of them. */
export function InstantPanel(props: InstantPanelProps) {
  const { at, now, branch, tip, moves, recorded, emergencies, scale, query, asked } = props
  const window = windowOf(scale, at, recorded[0]?.at ?? null, now)
  const placesOf = (all: readonly { readonly at: Date }[]) =>
    all.flatMap(({ at }) => placeIn(window, at) ?? [])
  return (
    <section className="panel instp" aria-label="Choose an instant">
      <div className="row wrap then-row">
        <ThenForm key={asked} at={at} keep={keptFields({ ...query, scale: keptScale(scale) })} />
        <StepThrough
          branch={branch}
          tip={tip}
          at={at}
          moves={moves}
          hrefOf={(moved) => routes.fleet({ ...query, scale: keptScale(scale), at: moved.toISOString() })}
        />
        <span className="grow" />
        <nav className="seg sm" aria-label="Scale">
          {SCALES.map((one) => (
            <Link
              key={one.scale}
              href={routes.fleet({ ...query, scale: keptScale(one.scale), at: asked })}
              aria-current={one.scale === scale ? 'true' : undefined}
              prefetch={false}
              scroll={false}
            >
              {one.word}
            </Link>
          ))}
        </nav>
      </div>
      <InstantSlider
        from={window.from.getTime()}
        to={window.to.getTime()}
        at={at.getTime()}
        ticks={tellApart(placesOf(recorded), APART)}
        emergencies={placesOf(emergencies)}
        labels={labelsOf(window, now)}
      />
    </section>
  )
}

/** Two weeks are meant where an address says nothing. */
function keptScale(scale: Scale): 'day' | 'all' | undefined {
  return scale === 'weeks' ? undefined : scale
}

/** A field of a form has one value, as all that the fleet of an instant is narrowed by. */
function keptFields(query: FleetQuery): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, [value].flat()[0]]))
}
