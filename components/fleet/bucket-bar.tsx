import Link from 'next/link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { FLEET_STATES, type FleetStateSlug } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

interface BucketBarProps {
  readonly buckets: Readonly<Record<FleetStateSlug, number>>
  readonly total: number
  /** The states that the list is narrowed to. */
  readonly chosen?: readonly FleetStateSlug[]
}

const NONE: readonly FleetStateSlug[] = []

/** All eleven states with their counts, worst first; what is zero is grey. Each leads to its proxies. */
export function BucketBar({ buckets, total, chosen = NONE }: BucketBarProps) {
  return (
    <ul className="bk s" aria-label={`${countOf(total, 'proxy', 'proxies')} by state`}>
      {FLEET_STATES.map(({ slug, word }) => (
        <li key={slug}>
          <Link
            className={buckets[slug] === 0 ? 'q row zr' : 'q row'}
            style={{ gap: 5 }}
            href={routes.fleet(chosen.includes(slug) ? {} : { state: slug })}
            aria-current={chosen.includes(slug) ? 'true' : undefined}
            prefetch={false}
          >
            <Glyph name={slug} size={12} label={null} {...(buckets[slug] === 0 ? { tone: 'dim' } : {})} />
            <span className="num">{buckets[slug]}</span>{' '}
            {chosen.includes(slug) ? <b className="b">{word}</b> : word}
          </Link>
        </li>
      ))}
    </ul>
  )
}
