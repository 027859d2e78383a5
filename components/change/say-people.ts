import { countOf } from '@/components/ui/format-number'
import type { TeamPeople } from '@/lib/people/count-team-people'

/**
 * "5 and 3 people, without you": how many speak for the teams of a line, in their order; null where there is no team of which it is known.
 * The drafter counts for nothing: GitHub lets nobody approve their own.
 */
export function sayPeople(owners: readonly string[], teams: readonly TeamPeople[]): string | null {
  const known = owners.flatMap((owner) => teams.find(({ team }) => `@${team}` === owner) ?? [])
  if (known.length === 0) return null
  const isIn = known.some((one) => one.isIn)
  const isAlone = known.length === owners.length && known.every(({ others }) => others === 0)
  if (isAlone) return 'Nobody but you is in it, and drafters cannot approve: somebody else must submit it.'
  const counts = known.map(({ others }) => others)
  const last = countOf(counts.at(-1) ?? 0, 'person', 'people')
  const all = counts.length === 1 ? last : `${counts.slice(0, -1).join(', ')} and ${last}`
  return `${all}${isIn ? ', without you: drafters cannot approve' : ''}`
}
