import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import { TOOL_KIND_WORDS } from '@/lib/policy/tool-kind'

interface ToolSources {
  /** Tools that agents called. */
  readonly seen: readonly SeenTool[]
  /** Tools that servers offer. */
  readonly offered: readonly KnownTool[]
}

/** Names of tools for a picker, each once: those that were called, those that are offered, then `others`; with what is known of each. */
export function toolSuggestions(
  { seen, offered }: ToolSources,
  others: Iterable<string> = [],
): { readonly value: string; readonly note: string }[] {
  const notes = new Map<string, string[]>()
  const add = (name: string, note?: string) => {
    const known = notes.get(name)
    if (known === undefined) notes.set(name, note === undefined ? [] : [note])
    else if (note !== undefined) known.push(note)
  }
  for (const { tool, calls } of seen) add(tool, `${calls} calls in 7 days`)
  for (const { name, kind } of offered) add(name, TOOL_KIND_WORDS[kind])
  for (const name of others) add(name)
  return [...notes].map(([value, known]) => ({ value, note: known.join(', ') }))
}
