export type Search = Record<string, string | string[] | undefined>

const PROBLEMS: Readonly<Record<string, { title: string; next: string }>> = {
  unreachable: {
    title: 'GitHub does not answer.',
    next: 'Lockstep cannot see what you may do, so nothing is shown. Try again in a minute.',
  },
  failed: {
    title: 'GitHub did not confirm the sign-in.',
    next: 'It was cancelled or took too long. Start again.',
  },
}

/** What the address of the sign-in page may say. Only a path of this site is followed; unknown problems get a general sentence. */
export function readSignInSearch(search: Search): {
  next: string | undefined
  problem: { title: string; next: string } | null
} {
  const { next, problem } = search
  return {
    next: typeof next === 'string' && isOwnPath(next) ? next : undefined,
    problem:
      typeof problem === 'string'
        ? (PROBLEMS[problem] ?? { title: 'Signing in did not work.', next: 'Start again.' })
        : null,
  }
}

/** Browsers read `//host`, `/\host` and control characters in front as another site. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])/.test(path) && !/[\\\p{Cc}]/u.test(path)
}
