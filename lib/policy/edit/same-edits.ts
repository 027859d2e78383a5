import type { Edit } from './edits'

/** Whether edits are the same; they are JSON, and a database may give the names in another order. */
export function sameEdits(one: readonly Edit[], other: readonly Edit[]): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder)
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
