import type { Refused } from '@/components/ui/refusal'
import type { ProposeResult } from '@/lib/changes/propose-change'
import { helpAddress, type HelpTopic } from '@/lib/help-topics'
import type { PullPart } from '@/lib/changes/write-rest'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'

/** Everything a submission can end with besides an opened pull request. */
export type Refusal =
  | Exclude<ProposeResult, { kind: 'opened' }>
  /** Not sent, as it could not be saved. */
  | { readonly kind: 'not-saved' }
  | { readonly kind: 'sign-in-again' }
  /** It is open, without what was done to the files since it was sent. */
  | { readonly kind: 'left-behind'; readonly number: number }
  | { readonly kind: 'failed'; readonly requestId: string }
  /** Lockstep itself did not take the request, in its own words. */
  | ({ readonly kind: 'not-taken' } & Refused)
  /** Lockstep did not answer. */
  | { readonly kind: 'no-answer' }

/** Which part of docs/ explains each; what Lockstep itself did not take brings its own. */
const TOPICS: Readonly<Record<Exclude<Refusal['kind'], 'not-taken'>, HelpTopic>> = {
  'not-saved': 'draft-not-saved',
  'not-found': 'draft-not-saved',
  'left-behind': 'draft-not-saved',
  unfinished: 'draft-tried-before',
  conflict: 'draft-not-saved',
  unchanged: 'draft-overtaken',
  'stale-base': 'draft-overtaken',
  'path-taken': 'draft-overtaken',
  invalid: 'draft-invalid',
  protected: 'draft-invalid',
  'no-emergency-reviewers': 'emergency-preparing',
  'not-an-emergency': 'emergency-bounds',
  'branch-exists': 'draft-tried-before',
  'pull-closed': 'draft-tried-before',
  'under-way': 'draft-tried-before',
  'branch-gone': 'branch-gone',
  forbidden: 'draft-refused',
  refused: 'draft-refused',
  unreachable: 'forge-away',
  'rate-limited': 'errors/forge-unreachable',
  unauthorised: 'draft-refused',
  'sign-in-again': 'draft-refused',
  failed: 'errors/internal',
  'no-answer': 'lockstep-silent',
}

/** Why a submission ended without a pull request, and where that is explained. */
export function explainRefusal(refusal: Refusal): Refused {
  const help = refusal.kind === 'not-taken' ? refusal.help : helpAddress(TOPICS[refusal.kind])
  return { detail: sayRefusal(refusal), help }
}

/** What happened and the way out, in one or two sentences. */
function sayRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'not-saved':
      return 'The draft could not be saved first. Try again in a moment.'
    case 'not-found':
      return 'This draft is gone: it was discarded, or belongs to somebody else. Close this: you can keep yours as a new draft.'
    case 'left-behind':
      return `#${refusal.number} is open, without what you did since you sent it. Close this: you can keep that as a new draft.`
    case 'unfinished':
      return `#${refusal.number} is ${refusal.isMerged ? 'merged' : 'open'}, but ${sayLacks(refusal.lacks)}. ${sayRefusal(refusal.why)}`
    case 'conflict':
      return 'Another tab changed this draft. Close this: you can keep yours as a new draft, or see what is saved.'
    case 'unchanged':
      return 'The branch says the same already, so there is nothing to propose. Change something, or discard the draft.'
    case 'stale-base':
      return `Somebody changed ${refusal.paths.join(', ')} on the branch since you started. Your draft is kept: close this, compare the two, and submit again.`
    case 'path-taken':
      return `The branch has ${refusal.taken.map(sayStanding).join('; ')}, and a draft writes over no file. Your draft is kept: ${otherPlace(refusal.taken.map(({ path }) => path))}`
    case 'invalid':
      return `Not valid: ${refusal.errors.map(({ path, line, message }) => `${path}${line === null ? '' : ` line ${line}`}: ${message}`).join('; ')}. Your draft is kept: mend it, then submit again.`
    case 'protected':
      return `${refusal.path} is not changed here. ${refusal.reason} Take it out of the draft to submit the rest.`
    case 'no-emergency-reviewers':
      return 'No emergency reviewers are set up: .lockstep.yaml of the branch names none. Submit it without the emergency switch.'
    case 'not-an-emergency':
      return `Not as an emergency: ${refusal.files.map(({ path, reason }) => `${path}: ${reason}`).join(' ')} Submit it without the emergency switch.`
    case 'branch-exists':
      return sayTaken(refusal)
    case 'pull-closed':
      return `#${refusal.pull.number}, which your last try opened, was closed since. Your draft is kept: open a new pull request, or reopen #${refusal.pull.number} on GitHub and submit again.`
    case 'branch-gone':
      return `The branch ${refusal.branch} is gone from GitHub: it was renamed or removed. Your draft is kept: Lockstep follows the default branch by itself, so submit again in a minute.`
    case 'under-way':
      return 'This draft is being submitted already, as in another tab. Submit again in a moment: both end in one pull request.'
    case 'forbidden':
      return `GitHub does not let you write to the repository (${refusal.message}). Your draft is kept: ask an administrator of the repository for the role “write”, then submit again.`
    case 'refused':
      return sayRefused(refusal)
    case 'unreachable':
      return 'GitHub does not answer. The draft is kept; submit again and it goes on where it stopped.'
    case 'unauthorised':
    case 'sign-in-again':
      return 'GitHub took your authorisation back. Sign out and in again, then submit; the draft is kept.'
    case 'rate-limited':
      return `GitHub limits writing until ${new Date(refusal.until).toISOString().slice(11, 16)} UTC. Submit again then; it goes on where it stopped.`
    case 'not-taken':
      return `${refusal.detail} Your draft is kept: submit it again when that is settled.`
    case 'no-answer':
      return 'Lockstep does not answer. The draft is kept; submit again and it goes on where it stopped.'
    default:
      return `Something went wrong in Lockstep. The draft is kept; report this with the request id ${refusal.requestId}.`
  }
}

const LACKS: Readonly<Record<PullPart, string>> = {
  labels: 'without its labels',
  'emergency label': 'without the label emergency, by which reviewers know it',
  reviewers: 'its emergency reviewers are not all asked',
  'follow-up': 'its follow-up is not open',
  'the normal way': 'still marked as the emergency that you sent before',
}

/** "without the label emergency, its follow-up is not open" */
function sayLacks(lacks: readonly PullPart[]): string {
  return lacks.map((part) => LACKS[part]).join(', ')
}

function sayStanding({ path, by }: Extract<Refusal, { kind: 'path-taken' }>['taken'][number]): string {
  return by === path ? `${path} by now` : `${by}, where ${path} needs a folder`
}

/** Settings stand in one place only. */
function otherPlace(paths: readonly string[]): string {
  const others = paths.filter((path) => path !== CONFIGURATION_PATH)
  const rename = 'close this and choose another name for yours, or change the branch’s file.'
  if (others.length === paths.length) return rename
  const settings = `close this, copy your text of ${CONFIGURATION_PATH} and take it out of the draft`
  return others.length === 0
    ? `${settings}, then change the branch’s from Settings → Environments.`
    : `${settings}; choose another name for the rest.`
}

function sayRefused({ message, byRule }: Extract<Refusal, { kind: 'refused' }>): string {
  const words = message.replace(/[.\s]*$/, '')
  if (/^secret detected/i.test(words))
    return `GitHub found a secret in it and takes none (${words}). Your draft is kept: take the secret out, revoke it if it is a real one, then submit again.`
  if (!byRule)
    return `GitHub refused it: ${words}. Your draft is kept: change what it names, then submit again.`
  return `GitHub refused it by a rule of the repository: ${words}. Your draft is kept: change what the rule names, or ask an administrator to let lockstep/ branches through, then submit again.`
}

function sayTaken({ branch, by, commit, pull }: Extract<Refusal, { kind: 'branch-exists' }>): string {
  const where = pull === null ? '' : ` It is the branch of #${pull.number}.`
  return `${by} committed ${commit.slice(0, 7)} to ${branch}, which Lockstep does not write over.${where} Your draft is kept: submit it on a new branch${pull === null ? '' : ', or go on in the pull request'}.`
}

/** What a person can do about a refusal at once. */
export interface WayOut {
  /** Words of the button that submits it on another branch. */
  readonly newBranch: string
  /** The pull request that is there already. */
  readonly pull: { readonly number: number; readonly url: string } | null
}

/** Null where the way out is not a button. */
export function wayOutOf(refusal: Refusal): WayOut | null {
  if (refusal.kind === 'branch-exists') return { newBranch: 'Submit on a new branch', pull: refusal.pull }
  return refusal.kind === 'pull-closed' ? { newBranch: 'Open a new pull request', pull: refusal.pull } : null
}
