/**
 * Owners on one line are alternatives: "one of @a or @b". An empty line unowns on purpose; `null` is a path that no line matches.
 */
export function formatOwners(owners: readonly string[] | null): string {
  if (owners === null) return 'no owner: no line of the owners file matches'
  const [first, ...more] = owners
  if (first === undefined) return 'no owner, on purpose'
  const last = more.pop()
  return last === undefined ? first : `one of ${[first, ...more].join(', ')} or ${last}`
}
