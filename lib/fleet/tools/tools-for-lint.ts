import type { LintOptions } from '@/lib/policy/lint/lint-finding'
import type { KnownTools } from './known-tools'

/** What lint may know of a server's tools: a list with holes proves no name wrong. */
export function toolsForLint(known: KnownTools | null | undefined): ToolsForLint {
  if (known?.complete !== true) return {}
  return { toolNames: known.tools.map(({ name }) => name), toolSource: known.source }
}

export type ToolsForLint = Pick<LintOptions, 'toolNames' | 'toolSource'>
