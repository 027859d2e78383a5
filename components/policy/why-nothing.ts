import { formatInstant } from '@/components/ui/format-time'

/** Why an address names nothing that could be shown as of then. */
export type NothingThere =
  | { kind: 'unknown' | 'ambiguous' | 'future' | 'elsewhere' | 'not-recorded' }
  | { kind: 'before-first-seen'; firstSeenAt: Date | null }

/** What is wrong with it, in a few words, and what to ask for instead. */
export function whyNothing(answer: NothingThere): { readonly title: string; readonly next: string } {
  return { title: TITLES[answer.kind], next: nextStep(answer) }
}

const TITLES: Readonly<Record<NothingThere['kind'], string>> = {
  unknown: 'No commit, branch or instant goes by this name',
  ambiguous: 'Several commits begin like this',
  future: 'That instant is still to come',
  elsewhere: 'The branch was never at this commit',
  'not-recorded': 'Since when the branch has this commit is not recorded yet',
  'before-first-seen': 'Lockstep was not watching yet',
}

function nextStep(answer: NothingThere): string {
  switch (answer.kind) {
    case 'ambiguous':
      return 'Give more characters of it.'
    case 'future':
      return 'Nothing can be known of it. Ask for an instant that is past; a time without a zone is UTC.'
    case 'elsewhere':
      return 'It came with a pull request or is of another branch, and so stands for no time. Ask for the commit that merged it, or for an instant.'
    case 'not-recorded':
      return 'Look again in a minute.'
    case 'before-first-seen':
      return answer.firstSeenAt === null
        ? 'It has not seen the branch move yet, so it cannot say what was there at an instant. Choose a commit in the bar at the top.'
        : `It has seen the branch since ${formatInstant(answer.firstSeenAt)}; dates that commits state prove nothing. Choose a commit in the bar at the top.`
    default:
      return 'A commit may be shortened to 4 characters; an instant is written 2026-11-24T14:03Z.'
  }
}
