import Form from 'next/form'
import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'
import type { DecisionFacets } from '@/lib/decisions/facet-decisions'
import { formatCount } from '@/components/ui/format-number'
import { routes } from '@/lib/routes'
import { decisionsHref, decisionsQuery, SPANS, type DecisionSearch } from './search-params'

/** What narrows the log: time, result, and names with how often they occur. All of it is in the address. */
export function Filters({ search, facets }: { search: DecisionSearch; facets: DecisionFacets }) {
  const active = (['tool', 'rule', 'proxy', 'policy', 'q'] as const).filter(
    (key) => search[key] !== undefined,
  )
  return (
    <section aria-label="Filters" className="stack" style={{ gap: 8, marginBottom: 12 }}>
      <div className="row wrap" style={{ gap: 16 }}>
        <nav className="row" style={{ gap: 10 }} aria-label="Time range">
          {SPANS.map((hours) => {
            const chosen = hours === search.hours && search.from === undefined
            return (
              <Link
                key={hours}
                href={decisionsHref(search, { hours, from: undefined, to: undefined })}
                aria-current={chosen ? 'true' : undefined}
                prefetch={false}
              >
                {chosen ? <b className="b">{SPAN_WORDS[hours]}</b> : SPAN_WORDS[hours]}
              </Link>
            )
          })}
        </nav>
        <nav className="row" style={{ gap: 10 }} aria-label="Result">
          {([undefined, 'allowed', 'denied'] as const).map((result) => (
            <Link
              key={result ?? 'all'}
              href={decisionsHref(search, { result })}
              aria-current={result === search.result ? 'true' : undefined}
              prefetch={false}
            >
              {result === search.result ? <b className="b">{result ?? 'all'}</b> : (result ?? 'all')}
            </Link>
          ))}
        </nav>
        <Form action={routes.decisions()} className="row">
          {Object.entries(decisionsQuery({ ...search, q: undefined, cursor: undefined, d: undefined })).map(
            ([key, value]) =>
              value !== undefined && <input key={key} type="hidden" name={key} value={value} />,
          )}
          <input
            className="in"
            name="q"
            defaultValue={search.q}
            aria-label="Text in tool, rule or message"
            placeholder="tool, rule, message"
          />
          <button type="submit" className={buttonClass()}>
            Search
          </button>
        </Form>
        {active.map((key) => (
          <Link key={key} href={decisionsHref(search, { [key]: undefined })} prefetch={false}>
            without {KEYS[key]} {search[key]}
          </Link>
        ))}
      </div>
      <details>
        <summary>Narrow by tool, rule or proxy</summary>
        <div className="row wrap" style={{ gap: 24, alignItems: 'flex-start' }}>
          <Facet title="Tools" values={facets.tools} hrefOf={(tool) => decisionsHref(search, { tool })} />
          <Facet title="Rules" values={facets.rules} hrefOf={(rule) => decisionsHref(search, { rule })} />
          <Facet
            title="Proxies"
            values={facets.proxies}
            hrefOf={(proxy) => decisionsHref(search, { proxy })}
          />
        </div>
      </details>
    </section>
  )
}

const SPAN_WORDS = { 1: '1 hour', 24: '24 hours', 168: '7 days' } as const
const KEYS = { tool: 'tool', rule: 'rule', proxy: 'proxy', policy: 'policy', q: 'text' } as const

interface FacetProps {
  readonly title: string
  readonly values: DecisionFacets['tools']
  readonly hrefOf: (name: string) => string
}

function Facet({ title, values, hrefOf }: FacetProps) {
  return (
    <div>
      <h2 className="s">{title}</h2>
      {values.length === 0 && <p className="dim">none</p>}
      <ul>
        {values.map(({ name, count }) => (
          <li key={name}>
            <Link href={hrefOf(name)} prefetch={false}>
              {name}
            </Link>{' '}
            <span className="dim num">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
