import type { DraftWishes } from '@/lib/changes/draft-wishes'
import type { Refused } from '@/components/ui/refusal'
import type { SaveDraftResult } from '@/lib/changes/save-draft'
import type { DraftViewFile } from '@/lib/changes/get-draft'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes } from '@/lib/routes'
import { refusedBy } from '../../ask-server'
import { askForDraft, type Started } from '../../start-draft'

/** What the browser knows of a draft when it saves it. */
interface DraftToSave {
  readonly revision: number
  readonly title: string
  readonly description: string
  readonly wishes: DraftWishes
  readonly files: readonly DraftViewFile[]
  /** See `saveDraftSchema`. */
  readonly attempt?: string
  readonly after?: readonly string[]
}

/** Makes another draft of files that cannot be saved into theirs. */
export async function keepAsNewDraft({ files, ...draft }: Omit<DraftToSave, 'revision'>): Promise<Started> {
  const { title, description } = draft
  const made = await askForDraft(apiRoutes.drafts(), { title, description })
  if (!('id' in made)) return made
  // Saved, not created with them: the base stays what it was typed on.
  const saved = await saveDraftFiles(made.id, { ...draft, files, revision: 0 }).catch(() => null)
  if (saved?.kind === 'saved') return made
  return {
    detail: 'It could not be saved as a new draft. It is still on this page: try again in a moment.',
    help: helpAddress('draft-not-saved'),
  }
}

export type SaveAnswer =
  | SaveDraftResult
  | { readonly kind: 'signed-out' | 'role-lost' }
  /** Lockstep does not take it as it is, in its own words: the same again would be refused again. */
  | ({ readonly kind: 'not-taken' } & Refused)

/** Saves; throws when there is no answer, so that the caller tries again. */
export async function saveDraftFiles(id: string, { files, ...rest }: DraftToSave): Promise<SaveAnswer> {
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
  if (answer.status === 400 || answer.status === 413)
    return { kind: 'not-taken', ...refusedBy(await answer.json().catch(() => null)) }
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return asSaveResult(await answer.json())
}

/** Our own route answers with the verb's result. */
function asSaveResult(value: unknown): SaveDraftResult {
  return value as SaveDraftResult
}
