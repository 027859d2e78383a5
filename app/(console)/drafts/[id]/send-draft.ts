import type { CreateDraftResult } from '@/lib/changes/create-draft'
import type { DraftWishes } from '@/lib/changes/draft-wishes'
import type { SaveDraftResult } from '@/lib/changes/save-draft'
import type { DraftViewFile } from '@/lib/changes/get-draft'
import { apiRoutes } from '@/lib/routes'

/** What the browser knows of a draft when it saves it. */
interface DraftToSave {
  readonly revision: number
  readonly title: string
  readonly description: string
  readonly wishes: DraftWishes
  readonly files: readonly DraftViewFile[]
}

/** Makes another draft of files that cannot be saved into theirs; null when the server does not take them. Throws without an answer. */
export async function keepAsNewDraft(draft: Omit<DraftToSave, 'revision'>): Promise<string | null> {
  const answer = await fetch(apiRoutes.drafts(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: draft.title, description: draft.description }),
  })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  const made = asCreateResult(await answer.json())
  if (made.kind !== 'created') return null
  // Saved, not created with them: the base stays what it was typed on.
  const saved = await saveDraftFiles(made.id, { ...draft, revision: 0 })
  return saved.kind === 'saved' ? made.id : null
}

/** Our own route answers with the verb's result. */
function asCreateResult(value: unknown): CreateDraftResult {
  return value as CreateDraftResult
}

/** Saves; throws when there is no answer, so that the caller tries again. */
export async function saveDraftFiles(
  id: string,
  { files, ...rest }: DraftToSave,
): Promise<SaveDraftResult | { readonly kind: 'signed-out' | 'role-lost' }> {
  const stored = files.map(({ basePath, baseBlob, path, edits, text }) => ({
    basePath,
    baseBlob,
    path,
    edits,
    text,
  }))
  const answer = await fetch(apiRoutes.draft(id), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...rest, files: stored }),
  })
  if (answer.status === 401) return { kind: 'signed-out' }
  if (answer.status === 403) return { kind: 'role-lost' }
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return asSaveResult(await answer.json())
}

/** Our own route answers with the verb's result. */
function asSaveResult(value: unknown): SaveDraftResult {
  return value as SaveDraftResult
}

/** Puts the draft away; false when there is no answer. */
export async function discardDraft(id: string): Promise<boolean> {
  const answer = await fetch(apiRoutes.draft(id), { method: 'DELETE' }).catch(() => null)
  return answer?.ok === true
}
