import { forgeFailureOf } from '@/lib/git/forge-failure'

/** The HTTP status of what Octokit threw; undefined for everything else. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined
}

/**
 * Whether the forge hides something from this credential, or does not have it: 404, or a 403 that is no rate limit. A limit says nothing of
 * what was asked, and must not be taken for an answer.
 */
export function isHidden(error: unknown): boolean {
  const status = statusOf(error)
  return status === 404 || (status === 403 && forgeFailureOf(error, new Date())?.kind === 'unauthorised')
}
