import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import type { ResultCounts } from '@/lib/decisions/chart-decisions'
import type { DecisionFacets } from '@/lib/decisions/facet-decisions'
import { printable } from '@/lib/policy/describe/sentence'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { FacetLink } from './facet-link-client'
import { type DecisionSearch, type FacetKey, toggleHref } from './search-params'

interface FacetRailProps {
  readonly search: DecisionSearch
  readonly facets: DecisionFacets
  /** Of all that the other filters leave. */
  readonly results: ResultCounts
  /** Folder of the policies. */
  readonly root: string
}

/** The values that the log can be narrowed to, each with how often it occurs. Several of one facet mean any of them. */
export function FacetRail({ search, facets, results, root }: FacetRailProps) {
  const observes = results.wouldDeny > 0 || search.result.includes('would-deny')
  const answers: readonly FacetValue[] = [
    { name: 'allowed', count: results.allowed },
    ...(observes ? [{ name: 'would-deny', label: 'would be denied', count: results.wouldDeny }] : []),
    { name: 'denied', count: results.denied },
  ]
  const policies = facets.policies.map(({ name, count }) => ({
    name: relativeToRoot(name, root) ?? name,
    label: (relativeToRoot(name, root) ?? name).replace(/\.ya?ml$/, ''),
    count,
  }))
  return (
    <>
      <Facet title="Result" name="result" values={answers} search={search} />
      <Facet title="Policy" name="policy" values={policies} search={search} />
      <Facet title="Proxy" name="proxy" values={facets.proxies} search={search} />
      <Facet title="Tool" name="tool" values={facets.tools} search={search} mono />
      <Facet title="Rule" name="rule" values={facets.rules} search={search} />
      <p className="s dim">Policies, proxies, tools and rules are counted in whole hours.</p>
    </>
  )
}

interface FacetValue {
  readonly name: string
  /** What is shown instead of the name. */
  readonly label?: string
  readonly count: number
}

interface FacetProps {
  readonly title: string
  readonly name: FacetKey
  readonly values: readonly FacetValue[]
  readonly search: DecisionSearch
  readonly mono?: boolean
}

function Facet({ title, name, values, search, mono = false }: FacetProps) {
  if (values.length === 0) return null
  const chosen: readonly string[] = search[name]
  return (
    <details className="fc" open>
      <summary>
        <Icon name="down" />
        <b className="b">{title}</b>
      </summary>
      <ul aria-label={title}>
        {values.map(({ name: value, label = value, count }) => (
          <li key={value}>
            <FacetLink href={toggleHref(search, name, value)} chosen={chosen.includes(value)}>
              {name === 'result' && (
                <Glyph name={value === 'allowed' ? 'allowed' : 'denied'} size={12} label={null} />
              )}
              <span className={mono ? 'trunc mono' : 'trunc'} title={printable(label)}>
                {printable(label)}
              </span>
              <span className={count === 0 ? 'num dim zero' : 'num dim'}>{formatCount(count)}</span>
            </FacetLink>
          </li>
        ))}
      </ul>
    </details>
  )
}
