import { HINTS, type OfferedTool } from '@/lib/wire/tools-event'

/** What of a tool's definition differs, in words. */
export interface ChangedTool {
  readonly name: string
  /** Such as `description` or `readOnlyHint: true → not said`. */
  readonly parts: readonly string[]
}

/** From one list of a server to the next. Names are sorted. */
export interface ToolsDifference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly ChangedTool[]
  /** Something differs among tools that did not fit into the event. */
  readonly unseen: boolean
}

interface Listed {
  readonly tools: readonly OfferedTool[]
  readonly leftOut: number
}

/** What changed between two lists of one server. Digests say that a text changed, not how: texts are not kept. */
export function compareTools(before: Listed, after: Listed): ToolsDifference {
  const [old, now] = [byName(before), byName(after)]
  const added = [...now.keys()].filter((name) => !old.has(name))
  const removed = [...old.keys()].filter((name) => !now.has(name))
  const changed = [...now].flatMap(([name, tool]) => {
    const known = old.get(name)
    const parts = known === undefined ? [] : differences(known, tool)
    return parts.length === 0 ? [] : [{ name, parts }]
  })
  const unseen = before.leftOut > 0 || after.leftOut > 0
  return { added: added.sort(), removed: removed.sort(), changed: changed.sort(compareNames), unseen }
}

function byName({ tools }: Listed): Map<string, OfferedTool> {
  return new Map(tools.map((tool) => [tool.name, tool]))
}

function compareNames(a: ChangedTool, b: ChangedTool): number {
  return a.name < b.name ? -1 : 1
}

function differences(before: OfferedTool, after: OfferedTool): string[] {
  const hints = HINTS.flatMap((hint) =>
    before.hints[hint] === after.hints[hint]
      ? []
      : [`${hint}: ${sayHint(before.hints[hint])} → ${sayHint(after.hints[hint])}`],
  )
  return [
    ...(before.description === after.description ? [] : ['description']),
    ...(before.inputSchema === after.inputSchema ? [] : ['input schema']),
    ...(before.title === after.title ? [] : ['title']),
    ...hints,
  ]
}

function sayHint(hint: boolean | undefined): string {
  return hint === undefined ? 'not said' : String(hint)
}
