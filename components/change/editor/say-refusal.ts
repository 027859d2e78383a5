import type { ProposeResult } from '@/lib/changes/propose-change'

/** Everything a submission can end with besides an opened pull request. */
export type Refusal =
  | Exclude<ProposeResult, { kind: 'opened' }>
  | { readonly kind: 'sign-in-again' }
  | { readonly kind: 'failed'; readonly requestId: string }

/** What happened and the way out, in one or two sentences. */
export function sayRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'not-found':
      return 'This draft is gone: it was discarded, or belongs to somebody else.'
    case 'conflict':
      return 'Another tab changed this draft. Copy what you typed here, then reload to see what it says now.'
    case 'unchanged':
      return 'The branch says the same already, so there is nothing to propose.'
    case 'stale-base':
      return `Somebody changed ${refusal.paths.join(', ')} on the branch since you started. Your draft is kept: compare it with the branch and start from there.`
    case 'invalid':
      return `Not a valid policy: ${refusal.errors.map(({ path, line, message }) => `${path}${line === null ? '' : ` line ${line}`}: ${message}`).join('; ')}`
    case 'protected':
      return refusal.reason
    case 'no-emergency-reviewers':
      return 'No emergency reviewers are set up: .lockstep.yaml of the branch names none. Submit it without the emergency switch.'
    case 'not-an-emergency':
      return `Not as an emergency: ${refusal.files.map(({ path, reason }) => `${path}: ${reason}`).join(' ')} Submit it without the emergency switch.`
    case 'branch-exists':
      return sayTaken(refusal)
    case 'forbidden':
      return `GitHub lets you not write to the repository: ${refusal.message}`
    case 'refused':
      return `GitHub refused it: ${refusal.message}`
    case 'unreachable':
      return 'GitHub does not answer. The draft is kept; submit again and it goes on where it stopped.'
    case 'unauthorised':
    case 'sign-in-again':
      return 'GitHub took your authorisation back. Sign out and in again, then submit; the draft is kept.'
    case 'rate-limited':
      return `GitHub limits writing until ${new Date(refusal.until).toISOString().slice(11, 16)} UTC. Submit again then; it goes on where it stopped.`
    default:
      return `Something went wrong in Lockstep. The draft is kept; report this with the request id ${refusal.requestId}.`
  }
}

function sayTaken({ branch, by, commit, number }: Extract<Refusal, { kind: 'branch-exists' }>): string {
  const where = number === null ? '' : ` It is the branch of #${number}.`
  return `${by} committed ${commit.slice(0, 7)} to ${branch}, which Lockstep does not write over.${where} Your draft is kept: submit it on a new branch${number === null ? '' : ', or go on in the pull request'}.`
}
