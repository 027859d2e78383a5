import { recordAudit } from '@/lib/audit/record-audit'
import type { Context, PersonActor } from '@/lib/context'
import { createDraft, type CreateDraftResult } from './create-draft'
import type { ChangeSource } from './draft-parts'

/**
 * Starts a draft that brings to git what was found on a proxy's host. Owners, review and pull request are as for any change: what runs
 * outside git becomes a proposal, nothing more.
 */
export async function adoptContent({
  ctx,
  source,
  input: { proxy, path, text },
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** `path`: full repository path of the policy. */
  readonly input: { readonly proxy: string; readonly path: string; readonly text: string }
}): Promise<CreateDraftResult> {
  const { objects } = source.mirror
  const tip = await objects.resolve(source.repository.ref)
  const entry = tip === null ? null : await objects.entryAt(tip, path)
  const file = entry === null ? { path, text } : { basePath: path, path, edits: [], text }
  const made = await createDraft({
    ctx,
    source,
    input: {
      title: `Adopt what ${proxy} runs`,
      description: `The policy as it was found on the host of ${proxy}, edited outside git.`,
      files: [file],
    },
  })
  if (made.kind === 'created')
    await recordAudit(ctx, { action: 'proxy.file-adopted', subject: proxy, detail: { path, draft: made.id } })
  return made
}
