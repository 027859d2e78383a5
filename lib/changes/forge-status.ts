import { forgeFailureOf } from '@/lib/git/forge-failure'

/** The HTTP status of what Octokit threw; undefined for everything else. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined
}

/** What the forge says of why, on one line: Octokit puts the address of the documentation behind it. '' for everything else. */
export function ownWordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  const words = message.replace(/ - https:\/\/docs\.github\.com\S*$/, '')
  return words.replaceAll(/\s+/g, ' ').trim()
}

/**
 * Whether the forge hides something from this credential, or does not have it: 404, or a 403 that is no rate limit. A limit says nothing of
 * what was asked, and must not be taken for an answer.
 */
export function isHidden(error: unknown): boolean {
  const status = statusOf(error)
  return status === 404 || (status === 403 && forgeFailureOf(error, new Date())?.kind === 'unauthorised')
}
