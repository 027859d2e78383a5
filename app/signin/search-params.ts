import type { HelpTopic } from '@/lib/help-topics'

export type Search = Record<string, string | string[] | undefined>

interface SignInProblem {
  readonly title: string
  readonly next: string
  /** What explains it. */
  readonly topic: HelpTopic
}

const PROBLEMS: Readonly<Record<string, SignInProblem>> = {
  unreachable: {
    title: 'GitHub does not answer.',
    next: 'Lockstep cannot see what you may do, so nothing is shown. Try again in a minute.',
    topic: 'forge-away',
  },
  failed: {
    title: 'GitHub did not confirm the sign-in.',
    next: 'It was cancelled or took too long. Start again.',
    topic: 'sign-in-failed',
  },
}

/** What the address of the sign-in page may say. Only a path of this site is followed; unknown problems get a general sentence. */
export function readSignInSearch(search: Search): {
  next: string | undefined
  problem: SignInProblem | null
} {
  const { next, problem } = search
  return {
    next: typeof next === 'string' && isOwnPath(next) ? next : undefined,
    problem:
      typeof problem === 'string'
        ? (PROBLEMS[problem] ?? {
            title: 'Signing in did not work.',
            next: 'Start again.',
            topic: 'sign-in-failed',
          })
        : null,
  }
}

/** Browsers read `//host`, `/\host` and control characters in front as another site. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path) && !/[\\\p{Cc}]/u.test(path)
}
