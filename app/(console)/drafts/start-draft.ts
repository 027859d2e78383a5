import type { CreateDraftResult } from '@/lib/changes/create-draft'
import type { Edit } from '@/lib/policy/edit/edits'
import { apiRoutes } from '@/lib/routes'

/**
 * Starts a draft of one policy with edits in it; null when the server does not take them. `basePath` is the full repository path. Without
 * a title it is called by what it does.
 */
export async function startDraft(
  basePath: string,
  edits: readonly Edit[],
  title = '',
): Promise<string | null> {
  const answer = await fetch(apiRoutes.drafts(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title, files: [{ basePath, edits }] }),
  })
  return createdId(answer)
}

/** Of the draft that an answer tells of; null when none was made. */
export async function createdId(answer: Response): Promise<string | null> {
  const result = answer.ok ? asCreated(await answer.json()) : null
  return result?.kind === 'created' ? result.id : null
}

/** Our own route answers with the verb's result. */
function asCreated(value: unknown): CreateDraftResult {
  return value as CreateDraftResult
}
