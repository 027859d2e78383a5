import { fullNameOf, pullNumbered } from '@/forge/access/find'
import { redirect, type Answer } from '@/forge/http/answer'
import { closePull, reopenPull, type PullStep } from '@/forge/operations/close-pull'
import { setDraft } from '@/forge/operations/edit-pull'
import { mergePull } from '@/forge/operations/merge-pull'
import { submitReview } from '@/forge/operations/submit-review'
import { Refusal } from '@/forge/refusal'
import { mayWrite, repositoryOf, type PageVisit } from './page-visit'
import { showPull } from './pull-page'
import { checkForm } from './session'

/** A button of the pull request page. A refusal is shown on the page in GitHub's words. */
export async function actOnPull(visit: PageVisit): Promise<Answer> {
  const { core, params, visitor, form, at } = visit
  const repository = repositoryOf(visit)
  checkForm(visit.request, form)
  if (visitor.account === null) throw new Refusal(401, 'Sign in first.')
  const number = Number(params.number)
  const { issue } = pullNumbered(core, repository, number)
  const step = { repository: fullNameOf(core, repository), number, person: visitor.account.login, at }
  const action = form.get('action') ?? ''
  try {
    const own = issue.authorId === visitor.account.id
    if (NEEDS_WRITE.has(action) && !(mayWrite(visit, repository) || (own && !MERGES.has(action)))) {
      throw new Refusal(403, 'Must have push access to repository')
    }
    await perform(visit, step, action)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return showPull(visit, sentenceOf(error))
  }
  return redirect(`/${step.repository}/pull/${number}`)
}

const MERGES: ReadonlySet<string> = new Set(['merge', 'squash', 'rebase'])
const NEEDS_WRITE: ReadonlySet<string> = new Set([...MERGES, 'close', 'reopen', 'ready'])

async function perform({ core, form }: PageVisit, step: PullStep, action: string): Promise<void> {
  const body = form.get('body') ?? ''
  const sha = form.get('sha')
  const seen = sha === null ? {} : { sha }
  switch (action) {
    case 'approve':
      await submitReview(core, { ...step, event: 'APPROVE', body })
      return
    case 'request-changes':
      await submitReview(core, { ...step, event: 'REQUEST_CHANGES', body })
      return
    case 'comment':
      await submitReview(core, { ...step, event: 'COMMENT', body })
      return
    case 'merge':
    case 'squash':
    case 'rebase':
      await mergePull(core, { ...step, ...seen, method: action })
      return
    case 'close':
      await closePull(core, step)
      return
    case 'reopen':
      await reopenPull(core, step)
      return
    case 'ready':
      await setDraft(core, { ...step, draft: false })
      return
    default:
      throw new Refusal(422, 'This action is not known.')
  }
}

/** GitHub's page shows the detail, not the word around it. */
function sentenceOf(error: Refusal): string {
  const details = error.errors.map((detail) =>
    typeof detail === 'string' ? detail : (detail.message ?? error.message),
  )
  return details.length === 0 ? error.message : details.join(' ')
}
