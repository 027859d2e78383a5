import type { Asked } from '@/components/ui/ask-server'
import { aboutStarting } from '@/components/change/about-starting'
import type { Refused } from '@/components/ui/refusal'
import type { CreateDraftResult } from '@/lib/changes/create-draft'
import type { ReturnResult } from '@/lib/changes/return-to-version'
import type { RevertResult } from '@/lib/changes/revert-change'
import type { Edit } from '@/lib/policy/edit/edits'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes } from '@/lib/routes'
import { askServer } from './ask-server'

/** The draft that was started, or why there is none. */
export type Started = { readonly id: string } | Refused

type Result = CreateDraftResult | ReturnResult | RevertResult

/** Starts a draft of one policy with edits in it. `basePath` is the full repository path. Without a title it is called by what it does. */
export function startDraft(basePath: string, edits: readonly Edit[], title = ''): Promise<Started> {
  return askForDraft(apiRoutes.drafts(), { title, files: [{ basePath, edits }] })
}

/** Asks a route that starts a draft. */
export async function askForDraft(address: string, body: unknown): Promise<Started> {
  return startedBy(await askServer.postJson(address, body), asResult)
}

/** What came of asking for a draft; `resultOf` finds the verb's result in the answer. */
export function startedBy(asked: Asked, resultOf: (body: unknown) => Result): Started {
  if (!asked.ok) return aboutStarting(asked)
  const result = resultOf(asked.body)
  if (result.kind === 'created') return { id: result.id }
  return { detail: sayNotStarted(result), help: helpAddress('draft-not-started') }
}

/** Our own routes answer with the verb's result. */
function asResult(value: unknown): Result {
  return value as Result
}

function sayNotStarted(result: Exclude<Result, { kind: 'created' }>): string {
  switch (result.kind) {
    case 'no-file':
      return `${result.path} is not on the branch, or is no text that can be edited.`
    case 'exists':
      return `The branch has ${result.path} by now. Reload the page, then try again.`
    case 'too-large':
      return 'It is larger than what one draft may hold. Change fewer files at once.'
    case 'too-many':
      return `You have ${result.most} drafts that are not submitted: submit or discard one first.`
    case 'nothing-to-return':
      return 'The branch has this content already.'
    case 'nothing':
      return 'Nothing to restore: the policies are as before.'
    default:
      return 'Nothing stood before it, the commit is not known here, or it has no such policy by the root of now.'
  }
}
