import { describeTool, type ToolReading } from '@/lib/policy/describe/describe-tool'
import type { Policy } from '@/lib/policy/policy'
import type { ToolKind } from '@/lib/policy/tool-kind'
import type { ToolGroup } from './tool-groups'

/** What the servers of a policy's proxies offer, as their proxies told it. */
export interface OfferedTools {
  readonly tools: readonly { readonly name: string; readonly kind: ToolKind }[]
  /** Every tool is among them. */
  readonly complete: boolean
  /** Whose list it is, as the end of a sentence. */
  readonly source: string
}

const TITLES: readonly { readonly kind: ToolKind; readonly title: string }[] = [
  { kind: 'reads', title: 'Only read' },
  { kind: 'changes', title: 'Change things' },
  { kind: 'destroys', title: 'May destroy' },
  { kind: 'unsaid', title: 'Do not say what they do' },
]

/** Groups the tools of a policy by what their server says they do; those that it does not offer come last. */
export function kindGroups(
  tools: readonly ToolReading[],
  { tools: offered, complete }: OfferedTools,
): ToolGroup[] {
  const kinds = new Map(offered.map(({ name, kind }) => [name, kind]))
  const groups: ToolGroup[] = TITLES.map(({ kind, title }) => ({
    title,
    tools: tools.filter(({ tool }) => kinds.get(tool) === kind),
  }))
  groups.push({
    title: complete ? 'Not offered by the server' : 'Not in the part of the server’s list that is known',
    tools: tools.filter(({ tool }) => !kinds.has(tool)),
  })
  return groups.filter((group) => group.tools.length > 0)
}

/** A tool that is offered and that the policy names nowhere. */
export interface UnlistedTool {
  readonly kind: ToolKind
  readonly reading: ToolReading
}

/** What happens to tools that are offered and that the policy names nowhere. */
export function unlistedTools(policy: Policy, { tools }: OfferedTools): UnlistedTool[] {
  return tools
    .filter(({ name }) => !policy.tools.has(name) && !policy.hide.includes(name))
    .map(({ name, kind }) => ({ kind, reading: describeTool(policy, name) }))
}
