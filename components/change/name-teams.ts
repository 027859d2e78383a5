import type { RequiredReviewer } from '@/lib/changes/rulesets/required-reviewers'

/** The teams that rulesets require beside the owners, each once, as they are spoken of: "@acme/data". */
export function nameTeams(required: readonly Pick<RequiredReviewer, 'team'>[]): string[] {
  return [
    ...new Set(required.map(({ team }) => (team.name === null ? 'a team of a ruleset' : `@${team.name}`))),
  ]
}
