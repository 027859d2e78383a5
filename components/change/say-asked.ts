import { FEW_NAMES, fewOf, listNames, oneOf } from '@/components/ui/list-names'

/** What says who of the asked are alternatives. Owners and teams with `@`. */
export interface AskedLines {
  /** The owners of each file, and each team that a ruleset requires as one of its own, as far as they did not agree yet. */
  readonly waiting: readonly (readonly string[])[]
  /** The same of those who agreed: whoever stands only there is waited for no more. */
  readonly agreed: readonly (readonly string[])[]
  /** Somebody approved, and for which files is not known: which of `waiting` have agreed is not, either. */
  readonly isUnsure: boolean
  /** Whom an emergency asks beside the owners, alternatives to each other; none of any other change. */
  readonly reviewers: readonly string[]
}

/**
 * "one of @a or @b; and @c": whom the forge asks. Owners on one line of CODEOWNERS are alternatives; different lines, and whoever stands on
 * none, are asked for themselves. A line that a smaller one answers is left out.
 */
export function sayAsked(asked: readonly string[], lines: AskedLines): string {
  const { waiting, agreed, isUnsure, reviewers } = lines
  const all = [...waiting, ...agreed]
  const beside = asked.filter((name) => !all.some((owners) => holds(owners, name)))
  const alone = beside.filter((name) => !holds(reviewers, name)).map((name) => [name])
  const hasReviewer = all.some((owners) => owners.some((owner) => holds(reviewers, owner)))
  const besideReviewers = beside.filter((name) => holds(reviewers, name))
  const needed = [
    groupsOf(asked, waiting).concat(alone, hasReviewer ? [] : [besideReviewers]),
    // All who are waited for agreed; the forge asks others still.
    groupsOf(asked, agreed),
    [besideReviewers],
  ]
    .map((groups) => smallestOf(groups, isUnsure))
    .find((groups) => groups.length > 0)
  return sayGroups(needed ?? [])
}

/** Of each line those who are asked. */
function groupsOf(asked: readonly string[], lines: AskedLines['waiting']): string[][] {
  return lines.map((owners) => asked.filter((name) => holds(owners, name)))
}

/** Each once, without those that a smaller one answers; nobody knows which one answers while somebody may have agreed to it. */
function smallestOf(all: readonly string[][], isUnsure: boolean): string[][] {
  const filled = all.filter((names) => names.length > 0)
  const groups = [...new Map(filled.map((names) => [names.join(' '), names])).values()]
  return isUnsure ? groups : groups.filter((names) => !groups.some((other) => isPart(other, names)))
}

/** A group of alternatives ends visibly: "one of @a or @b, @c and @d" would be one of four. */
function sayGroups(groups: readonly string[][]): string {
  const words = groups.map((names) => oneOf(names, FEW_NAMES))
  if (groups.every((names) => names.length === 1)) return listNames(words, 'and', FEW_NAMES)
  const { shown, more } = fewOf(words, FEW_NAMES)
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; and ')
}

/** Whether whoever answers one group answers a larger one, too. */
function isPart(one: readonly string[], other: readonly string[]): boolean {
  return one.length < other.length && one.every((name) => other.includes(name))
}

/** Names are compared without case, as the forge does. */
function holds(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase())
}
