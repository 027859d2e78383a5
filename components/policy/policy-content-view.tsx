import type { ReactNode } from 'react'
import { formatCount } from '@/components/ui/format-number'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import type { PolicyFile } from '@/lib/repository/get-policy'
import { routes } from '@/lib/routes'
import { RefusedPolicy, UnreadablePolicy } from './policy-faults'
import { PolicyLines } from './policy-lines'
import { PolicyMatrix } from './policy-matrix'
import { PolicyReading } from './policy-reading'
import { toolGroups } from './tool-groups'
import { ToolRules } from './tool-rules'
import { ViewPanel } from './view-panel'
import { YamlPanel } from './yaml-panel'

/** Tools beyond it are left out of the table: nobody reads more, and the search of the page finds them in the YAML. */
const MOST_TOOLS = 400

interface PolicyContentViewProps {
  file: Extract<PolicyFile, { kind: 'found' }>
  search: { at: string | undefined; tool: string | undefined; view: 'matrix' | 'reading' | undefined }
  raw: string
  /** Below the rules. */
  tests: ReactNode
  /** Below the YAML. */
  aside: ReactNode
}

/** Rules at the left, bytes at the right; whatever cannot be read out says why, and its text is shown all the same. */
export function PolicyContentView({ file, search, raw, tests, aside }: PolicyContentViewProps) {
  const { content, path } = file
  if (!('text' in content)) {
    return (
      <div className="lay">
        <div className="stack">
          <UnreadablePolicy content={content} />
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
          <Rules loaded={content.loaded} path={path} search={search} />
        ) : (
          <RefusedPolicy problems={problems} canLoad={content.kind === 'invalid'} />
        )}
        {tests}
      </div>
      <div className="stack side">
        <YamlPanel path={path} text={content.text} problems={problems} raw={raw} selected={chosen} />
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
}

function Rules({ loaded, path, search }: RulesProps) {
  const reading = describePolicy(loaded.policy)
  const lines = new PolicyLines(loaded)
  const shown = reading.tools.slice(0, MOST_TOOLS)
  const tool = reading.tools.find((one) => one.tool === search.tool)
  const note =
    shown.length < reading.tools.length
      ? `the first ${formatCount(MOST_TOOLS)} of ${formatCount(reading.tools.length)} tools`
      : `${formatCount(reading.tools.length)} tools, each rule links to its line`
  return (
    <>
      <ViewPanel
        title="What an agent may do"
        note={note}
        view={search.view}
        matrix={
          <PolicyMatrix
            reading={reading}
            groups={toolGroups(shown, loaded.document.text, lines)}
            lines={lines}
            tool={search.tool}
            hrefOfTool={(name) => routes.policy(path, { at: search.at, tool: name, view: search.view })}
          />
        }
        reading={<PolicyReading reading={reading} lines={lines} />}
      />
      {tool !== undefined && <ToolRules tool={tool} lines={lines} />}
    </>
  )
}
