import Link from 'next/link'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import type { DecisionFacets } from '@/lib/decisions/facet-decisions'
import { decisionsHref, type DecisionSearch } from './search-params'

interface FacetRailProps {
  readonly search: DecisionSearch
  readonly facets: DecisionFacets
  readonly allowed: number
  /** Of `allowed`. */
  readonly wouldDeny: number
  readonly denied: number
}

/** The values that the log can be narrowed to, each with how often it occurs; the chosen one is taken away by its own link. */
export function FacetRail({ search, facets, allowed, wouldDeny, denied }: FacetRailProps) {
  // Counts of a result are only known while none is chosen.
  const isOpen = search.result === undefined
  const observes = wouldDeny > 0 || search.result === 'would-deny'
  const results: readonly ResultValue[] = [
    { name: 'allowed', count: isOpen ? allowed : null },
    ...(observes ? [{ name: 'would-deny', label: 'would be denied', count: isOpen ? wouldDeny : null }] : []),
    { name: 'denied', count: isOpen ? denied : null },
  ]
  return (
    <>
      <Facet title="Result" name="result" values={results} search={search} />
      <Facet title="Proxy" name="proxy" values={facets.proxies} search={search} />
      <Facet title="Tool" name="tool" values={facets.tools} search={search} mono />
      <Facet title="Rule" name="rule" values={facets.rules} search={search} />
      <p className="s dim">Proxies, tools and rules are counted in whole hours.</p>
    </>
  )
}

interface ResultValue {
  readonly name: string
  /** What is shown instead of the name. */
  readonly label?: string
  readonly count: number | null
}

interface FacetProps {
  readonly title: string
  readonly name: 'result' | 'proxy' | 'tool' | 'rule'
  readonly values: readonly ResultValue[]
  readonly search: DecisionSearch
  readonly mono?: boolean
}

function Facet({ title, name, values, search, mono = false }: FacetProps) {
  if (values.length === 0) return null
  return (
    <details className="fc" open>
      <summary>
        <Icon name="down" />
        <b className="b">{title}</b>
      </summary>
      <ul aria-label={title}>
        {values.map((value) => {
          const chosen = search[name] === value.name
          return (
            <li key={value.name}>
              <Link
                href={decisionsHref(search, { [name]: chosen ? undefined : value.name })}
                aria-current={chosen ? 'true' : undefined}
                prefetch={false}
              >
                {name === 'result' && (
                  <Glyph name={value.name === 'allowed' ? 'allowed' : 'denied'} size={12} label={null} />
                )}
                <span className={mono ? 'trunc mono' : 'trunc'}>{value.label ?? value.name}</span>
                {value.count !== null && <span className="num dim">{formatCount(value.count)}</span>}
              </Link>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
