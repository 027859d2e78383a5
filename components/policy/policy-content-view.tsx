import type { ReactNode } from 'react'
import { formatCount } from '@/components/ui/format-number'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { routes } from '@/lib/routes'
import { kindGroups, unlistedTools, type OfferedTools } from './kind-groups'
import { RefusedPolicy, UnreadablePolicy } from './policy-faults'
import { PolicyLines } from './policy-lines'
import { PolicyMatrix } from './policy-matrix'
import { PolicyReading } from './policy-reading'
import { toolGroups } from './tool-groups'
import { ToolRules } from './tool-rules'
import type { PolicyTraffic } from './traffic'
import { ViewPanel } from './view-panel'
import { YamlPanel } from './yaml-panel'

/** Tools beyond it are left out of the table: nobody reads more, and the search of the page finds them in the YAML. */
const MOST_TOOLS = 400

interface PolicyContentViewProps {
  file: Extract<PolicyFile, { kind: 'found' }>
  search: { at: string | undefined; tool: string | undefined; view: 'matrix' | 'reading' | undefined }
  raw: string
  /** What its proxies called and denied; null in the past, or without a proxy. */
  traffic: PolicyTraffic | null
  /** What its proxies' servers offer; null in the past, and while no proxy told it. */
  offered: OfferedTools | null
  /** Below the rules: where it runs, then its tests. */
  runs: ReactNode
  tests: ReactNode
  /** Between the YAML and the history. */
  look: ReactNode
  /** Below the YAML. */
  aside: ReactNode
}

/** Rules at the left, bytes at the right; whatever cannot be read out says why, and its text is shown all the same. */
export function PolicyContentView(props: PolicyContentViewProps) {
  const { file, search, raw, traffic, offered, runs, tests, look, aside } = props
  const { content, path } = file
  if (!('text' in content)) {
    return (
      <div className="lay">
        <div className="stack">
          <UnreadablePolicy content={content} />
          {runs}
        </div>
        <div className="stack side">{aside}</div>
      </div>
    )
  }
  const problems = content.kind === 'valid' ? [] : content.problems
  const chosen = content.kind === 'valid' ? linesOf(content.loaded, search.tool) : undefined
  return (
    <div className="lay">
      <div className="stack">
        {content.kind === 'valid' ? (
          <Rules loaded={content.loaded} path={path} search={search} traffic={traffic} offered={offered} />
        ) : (
          <RefusedPolicy problems={problems} canLoad={content.kind === 'invalid'} />
        )}
        {runs}
        {tests}
      </div>
      <div className="stack side">
        <YamlPanel path={path} text={content.text} problems={problems} raw={raw} selected={chosen} />
        {look}
        {aside}
      </div>
    </div>
  )
}

function linesOf(loaded: LoadedPolicy, tool: string | undefined) {
  if (tool === undefined || !loaded.policy.tools.has(tool)) return undefined
  return new PolicyLines(loaded).tool(tool)
}

interface RulesProps {
  loaded: LoadedPolicy
  path: string
  search: PolicyContentViewProps['search']
  traffic: PolicyTraffic | null
  offered: OfferedTools | null
}

function Rules({ loaded, path, search, traffic, offered }: RulesProps) {
  const reading = describePolicy(loaded.policy)
  const lines = new PolicyLines(loaded)
  const shown = reading.tools.slice(0, MOST_TOOLS)
  const tool = reading.tools.find((one) => one.tool === search.tool)
  const deniedByRule = (rule: string) => routes.decisions({ result: 'denied', rule, policy: path })
  const groups =
    offered === null ? toolGroups(shown, loaded.document.text, lines) : kindGroups(shown, offered)
  return (
    <>
      <ViewPanel
        title="What an agent may do"
        note={noteOf(shown.length, reading.tools.length, traffic)}
        foot={offered === null ? null : `Kinds and offered tools: by the list ${offered.source}.`}
        view={search.view}
        matrix={
          <PolicyMatrix
            reading={reading}
            groups={groups}
            unlisted={offered === null ? [] : unlistedTools(loaded.policy, offered)}
            lines={lines}
            tool={search.tool}
            traffic={traffic}
            deniedHref={(name) => routes.decisions({ result: 'denied', tool: name, policy: path })}
            hrefOfTool={(name) => routes.policy(path, { at: search.at, tool: name, view: search.view })}
          />
        }
        reading={
          <PolicyReading reading={reading} lines={lines} traffic={traffic} deniedHref={deniedByRule} />
        }
      />
      {tool !== undefined && (
        <ToolRules tool={tool} lines={lines} traffic={traffic} deniedHref={deniedByRule} />
      )}
    </>
  )
}

function noteOf(shown: number, all: number, traffic: PolicyTraffic | null): string {
  if (shown < all) return `the first ${formatCount(MOST_TOOLS)} of ${formatCount(all)} tools`
  const observed = traffic?.observes === true ? ', +n only observed' : ''
  const rules =
    traffic === null
      ? ', each rule links to its line'
      : `; the number in a rule is what it denied in 24 h${observed}`
  return `${formatCount(all)} tools${rules}`
}
