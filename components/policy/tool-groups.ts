import type { ToolReading } from '@/lib/policy/describe/describe-tool'
import type { PolicyLines } from './policy-lines'

/** Tools below one comment of the file. */
export interface ToolGroup {
  /** The comment, as a title; null before the first one. */
  title: string | null
  tools: ToolReading[]
}

const COMMENT = /^\s*#+\s*(\S.{0,39})$/

/**
 * Groups tools as their file does: a short comment right above a tool begins a group. Tools that are only hidden have no place of their own
 * and come last. Nothing but the order of the page depends on it.
 */
export function toolGroups(tools: readonly ToolReading[], text: string, lines: PolicyLines): ToolGroup[] {
  const source = text.split(/\r?\n/)
  const groups: ToolGroup[] = []
  for (const tool of tools) {
    const title = tool.cause?.kind === 'hide' ? null : headingAbove(source, lines.tool(tool.tool).from)
    const last = groups.at(-1)
    if (last === undefined || (title !== null && title !== last.title)) groups.push({ title, tools: [tool] })
    else last.tools.push(tool)
  }
  return groups
}

/** The short comment right above a line, from 1, as a heading; null when there is none, or a sentence. */
export function headingAbove(source: readonly string[], line: number): string | null {
  const comment = COMMENT.exec(source[line - 2] ?? '')?.[1]?.trim()
  if (comment === undefined || comment.endsWith('.')) return null
  return comment.charAt(0).toUpperCase() + comment.slice(1)
}
