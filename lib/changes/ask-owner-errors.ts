import { forgeFailureOf } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import type { CodeownersError } from '@/lib/repository/codeowners'
import { isHidden } from './forge-status'

/** A problem of the owners file, in GitHub's words: its kinds are more than ours, such as `Unknown owner`. */
export interface OwnerError extends Pick<CodeownersError, 'line' | 'column' | 'source' | 'suggestion'> {
  readonly kind: string
}

/** What is wrong with an owners file, and who says so: Lockstep cannot tell which owners exist and may write. */
export interface OwnerErrors {
  readonly saidBy: 'forge' | 'lockstep'
  readonly errors: readonly OwnerError[]
}

/**
 * Asks the forge what is wrong with the owners file of a branch or commit: one call. Where the forge does not answer, or may not be asked, it is
 * what Lockstep found itself. Throws bugs only.
 */
export async function askOwnerErrors(
  connect: () => Promise<GitHubClient>,
  { owner, name, ref }: { readonly owner: string; readonly name: string; readonly ref: string },
  own: readonly CodeownersError[],
): Promise<OwnerErrors> {
  try {
    const { rest } = await connect()
    const { data } = await rest.repos.codeownersErrors({ owner, repo: name, ref })
    const errors = data.errors.map(({ line, column, kind, source = '', suggestion = null }) => {
      return { line, column, kind, source, suggestion }
    })
    return { saidBy: 'forge', errors }
  } catch (error) {
    if (isHidden(error) || forgeFailureOf(error, new Date()) !== null)
      return { saidBy: 'lockstep', errors: own }
    throw error
  }
}
