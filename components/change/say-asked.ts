import { FEW_NAMES, listNames, oneOf } from '@/components/ui/list-names'

/**
 * "one of @a or @b and @c": whom the forge asks. Owners on one line of CODEOWNERS are alternatives; different lines, and whoever stands on
 * none, are asked for themselves. `lines`: the owners of each file, and each team that a ruleset requires as one of its own; a line that a
 * smaller one answers is left out.
 */
export function sayAsked(asked: readonly string[], lines: readonly (readonly string[])[]): string {
  const onLines = lines
    .map((owners) => asked.filter((name) => owners.some((owner) => isSame(owner, name))))
    .filter((names) => names.length > 0)
  const alone = asked.filter((name) => !onLines.some((names) => names.includes(name))).map((name) => [name])
  const groups = [...new Map([...onLines, ...alone].map((names) => [names.join(' '), names])).values()]
  const needed = groups.filter((names) => !groups.some((other) => isPart(other, names)))
  return listNames(
    needed.map((names) => oneOf(names, FEW_NAMES)),
    'and',
    FEW_NAMES,
  )
}

/** Whether whoever answers one group answers a larger one, too. */
function isPart(one: readonly string[], other: readonly string[]): boolean {
  return one.length < other.length && one.every((name) => other.includes(name))
}

/** Names are compared without case, as the forge does. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
