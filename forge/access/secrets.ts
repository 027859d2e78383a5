import { Refusal } from '@/forge/refusal'
import type { RepositoryRow } from '@/forge/state/records'

/** What push protection finds: tokens of the forge itself and live keys of Stripe. Read by git's `grep -E` as well. */
export const SECRETS = '(gh[pousr]_[A-Za-z0-9]{36}|[rs]k_live_[A-Za-z0-9]{24})'

const FOUND = new RegExp(SECRETS)

/**
 * Stops a request that brings a secret, as GitHub's routes for blobs and for contents do.
 * Source: https://docs.github.com/code-security/concepts/secret-security/push-protection-from-the-rest-api
 */
export function refuseSecrets({ pushProtection }: RepositoryRow, content: Buffer): void {
  if (pushProtection === true && FOUND.test(content.toString('latin1')))
    throw new Refusal(409, 'Repository rule violations found\n\nSecret detected in content\n\n')
}
