import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { AffectedFleet, AffectedProxy } from '@/lib/fleet/list-affected'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

/** How long the last change of these files took, from the merge to the first and to the last proxy. */
export interface LastRollout {
  /** The page of that change. */
  readonly href: string
  readonly running: number
  readonly firstMs: number
  readonly lastMs: number
}

interface WillRunOnProps {
  readonly fleet: AffectedFleet
  /** Null when no proxy ran an earlier change of these files. */
  readonly last: LastRollout | null
  readonly title?: string
}

const MOST = 20

/** Which proxies get it by the merge, and which will not pick it up as they stand now. */
export function WillRunOn({ fleet: { proxies, held }, last, title = 'Will run on' }: WillRunOnProps) {
  const ready = proxies.filter(({ state }) => state === 'IN_SYNC' || state === 'ROLLING_OUT')
  const late = proxies.filter((proxy) => !ready.includes(proxy))
  return (
    <Panel title={title} note={proxies.length === 0 ? undefined : sayWhere(proxies)}>
      {proxies.length + held.length === 0 && (
        <PanelEmpty title="No proxy">
          No proxy follows these files: they decide nothing until one does.
        </PanelEmpty>
      )}
      <ul className="rows ow">
        {late.slice(0, MOST).map((proxy) => (
          <Row key={proxy.name} proxy={proxy} words={WORDS[fleetState(proxy.state).kind]} />
        ))}
        {late.length > MOST && (
          <li>
            <span className="mid">And {countOf(late.length - MOST, 'proxy', 'proxies')} more like them.</span>
          </li>
        )}
        {ready.length > 0 && (
          <li>
            <Glyph name="in-sync" label={null} />
            <div className="grow">
              <b className="b">{sayReady(ready, late.length)}</b>
              <p className="s mid">
                {ready.some(({ state }) => state === 'ROLLING_OUT')
                  ? 'in sync now, or on their way to it'
                  : 'in sync now'}
                {last !== null && (
                  <>
                    {'; '}
                    <Link href={last.href} prefetch={false}>
                      the last change of these files
                    </Link>{' '}
                    took {sayTook(last)}
                  </>
                )}
              </p>
            </div>
          </li>
        )}
        {held.slice(0, MOST).map((proxy) => (
          <Row
            key={proxy.name}
            proxy={proxy}
            words="Does not get it by this merge: it is pinned, or follows another branch."
          />
        ))}
      </ul>
    </Panel>
  )
}

/** What the state of now means for a change that is not there yet. */
const WORDS = {
  drift: 'Will not pick it up as it stands.',
  unknown: 'Will not be seen to run it as it stands.',
  calm: '',
  'in-sync': '',
} as const

function Row({ proxy: { name, state, sentence }, words }: { proxy: AffectedProxy; words: string }) {
  return (
    <li>
      <Glyph name={fleetState(state).slug} />
      <div className="grow">
        <Link className="q b" href={routes.proxy(name)} prefetch={false}>
          {name}
        </Link>
        <p className="s mid">
          {words} {sentence}
        </p>
      </div>
    </li>
  )
}

function sayReady(ready: readonly AffectedProxy[], late: number): string {
  const [only] = ready
  if (late > 0) return countOf(ready.length, 'other')
  return ready.length === 1 && only !== undefined ? only.name : `All ${formatCount(ready.length)}`
}

/** "6 proxies: 4 prod, 1 staging, 1 dev". */
function sayWhere(proxies: readonly AffectedProxy[]): string {
  const counts = new Map<string, number>()
  for (const { environment } of proxies) counts.set(environment, (counts.get(environment) ?? 0) + 1)
  const parts = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${formatCount(count)} ${name}`)
  return `${countOf(proxies.length, 'proxy', 'proxies')}: ${parts.join(', ')}`
}

function sayTook({ running, firstMs, lastMs }: LastRollout): string {
  const [first, last] = [formatSpan(firstMs), formatSpan(lastMs)]
  return running === 1 || first === last ? last : `${first} to ${last}`
}
