/** What a tool does, by its server's word. Nobody checked it. */
export type ToolKind = 'reads' | 'changes' | 'destroys' | 'unsaid'

/** The hints that tell the kind. */
export interface KindHints {
  readonly readOnlyHint?: boolean | undefined
  readonly destructiveHint?: boolean | undefined
}

/** From harmless to dangerous; a tool that says nothing may do anything, so it stands before what says that it destroys. */
export const TOOL_KINDS: readonly ToolKind[] = ['reads', 'changes', 'unsaid', 'destroys']

/**
 * The kind that hints claim. A tool that says only that it does not just read may destroy.
 * Source: ToolAnnotations of the MCP schema (readOnlyHint default false; destructiveHint default true, counts only when not read-only).
 */
export function toolKind({ readOnlyHint, destructiveHint }: KindHints): ToolKind {
  if (readOnlyHint === true) return 'reads'
  if (destructiveHint === false) return 'changes'
  return destructiveHint === true || readOnlyHint === false ? 'destroys' : 'unsaid'
}

/** Where servers claim different things of one tool, the more dangerous claim counts. */
export function worseKind(a: ToolKind, b: ToolKind): ToolKind {
  return TOOL_KINDS.indexOf(a) >= TOOL_KINDS.indexOf(b) ? a : b
}

/** The kind of one tool in words, as its server claims it. */
export const TOOL_KIND_WORDS: Readonly<Record<ToolKind, string>> = {
  reads: 'only reads',
  changes: 'changes things',
  destroys: 'may destroy',
  unsaid: 'does not say what it does',
}
