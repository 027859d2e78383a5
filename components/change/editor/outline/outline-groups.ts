import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import type { Policy } from '@/lib/policy/policy'
import type { ToolKind } from '@/lib/policy/tool-kind'
import type { ToolPlace } from '../file-reading'

/** Tools that stand together in the outline. */
export interface OutlineGroup {
  /** Null for tools before the first heading. */
  readonly title: string | null
  readonly names: readonly string[]
}

const KINDS: readonly { readonly kind: ToolKind | undefined; readonly title: string }[] = [
  { kind: 'reads', title: 'Read' },
  { kind: 'changes', title: 'Write' },
  { kind: 'destroys', title: 'Destructive' },
  { kind: 'unsaid', title: 'Kind not said' },
  { kind: undefined, title: 'Not in the server’s list' },
]

/**
 * The tools of a policy in groups: by what their servers say they do, where a proxy told it, else below the comments of the file. Hidden
 * ones stand together at the end; `*` is in no group.
 */
export function outlineGroups(
  places: ReadonlyMap<string, ToolPlace>,
  policy: Pick<Policy, 'hide'>,
  offered: readonly KnownTool[],
): OutlineGroup[] {
  const hidden = new Set(policy.hide)
  const names = [...places.keys()].filter((name) => name !== '*')
  const shown = names.filter((name) => !hidden.has(name))
  const groups =
    offered.length > 0
      ? byKind(shown, offered)
      : byHeading(places, (name) => name !== '*' && !hidden.has(name))
  const concealed = names.filter((name) => hidden.has(name))
  return concealed.length === 0 ? groups : [...groups, { title: 'Hidden', names: concealed }]
}

function byKind(names: readonly string[], offered: readonly KnownTool[]): OutlineGroup[] {
  const kinds = new Map(offered.map(({ name, kind }) => [name, kind]))
  return KINDS.map(({ kind, title }) => ({
    title,
    names: names.filter((name) => kinds.get(name) === kind),
  })).filter((group) => group.names.length > 0)
}

function byHeading(
  places: ReadonlyMap<string, ToolPlace>,
  isShown: (name: string) => boolean,
): OutlineGroup[] {
  const groups: { title: string | null; names: string[] }[] = []
  let title: string | null = null
  for (const [name, { heading }] of places) {
    // The heading of a tool that stands elsewhere holds for those below it all the same.
    title = heading ?? title
    if (!isShown(name)) continue
    const last = groups.at(-1)
    if (last?.title === title) last.names.push(name)
    else groups.push({ title, names: [name] })
  }
  return groups
}
