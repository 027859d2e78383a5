import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { fleetStateBySlug, type FleetStateSlug } from '@/lib/fleet/states'
import { type FleetQuery, routes } from '@/lib/routes'

interface BucketBarProps {
  readonly buckets: Readonly<Record<FleetStateSlug, number>>
  readonly total: number
  /** The states that the list is narrowed to. */
  readonly chosen?: readonly FleetStateSlug[]
  /** What narrows and groups the list beside the states; kept in every link. */
  readonly query?: Pick<FleetQuery, 'by' | 'env' | 'q'>
  /** With the bar of textures above the counts. */
  readonly bar?: boolean
}

const NONE: readonly FleetStateSlug[] = []
const WHOLE: NonNullable<BucketBarProps['query']> = {}

/** As they are read: what is well first, then drift, then what is not known. */
const READING_ORDER = [
  'in-sync',
  'rolling-out',
  'not-delivered',
  'did-not-reload',
  'rejected',
  'edited-outside-git',
  'not-on-main',
  'unverified',
  'not-running',
  'offline',
  'pinned',
] as const satisfies readonly FleetStateSlug[]

/** All eleven states with their counts and the denominator; what is zero is grey. Each leads to its proxies. */
export function BucketBar({ buckets, total, chosen = NONE, query = WHOLE, bar = false }: BucketBarProps) {
  const { by, env, q } = query
  const isNarrowed = env !== undefined || q !== undefined
  const states = READING_ORDER.map((slug) => ({ slug, word: wordOf(slug), count: buckets[slug] }))
  return (
    <>
      {bar && (
        <div
          className="bb"
          role="img"
          aria-label={`${states.map(({ word, count }) => `${count} ${word}`).join(', ')}, of ${total}`}
        >
          {states.map(
            ({ slug, count }) =>
              count > 0 && <i key={slug} className={`b-${slug}`} style={{ flexGrow: count }} />,
          )}
        </div>
      )}
      <ul className={bar ? 'bl' : 'bk s'} aria-label={`${countOf(total, 'proxy', 'proxies')} by state`}>
        {states.map(({ slug, word, count }) => (
          <li key={slug}>
            <Link
              className={count === 0 ? 'q row zr' : 'q row'}
              href={routes.fleet({ by, state: chosen.includes(slug) ? undefined : slug, env, q })}
              aria-current={chosen.includes(slug) ? 'true' : undefined}
              prefetch={false}
            >
              <Glyph name={slug} label={null} {...(count === 0 ? { tone: 'dim' } : {})} />
              <b className="num">{formatCount(count)}</b> <span>{word}</span>
            </Link>
          </li>
        ))}
        <li className="tot">
          <b className="num">{formatCount(total)}</b> {isNarrowed ? 'that fit' : 'registered'}
        </li>
      </ul>
    </>
  )
}

function wordOf(slug: FleetStateSlug): string {
  return (fleetStateBySlug(slug)?.word ?? slug).toLowerCase()
}
