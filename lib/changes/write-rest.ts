import { forgeFailureOf } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import { askReviewers } from './emergency/ask-reviewers'
import { EMERGENCY_LABEL, isEmergencyLabel, writeFollowUp, type FollowUp } from './emergency/follow-up'
import type { EmergencyToWrite } from './emergency/prepare-emergency'
import { takeBackEmergency, type EmergencyToTakeBack } from './emergency/take-back'

/** What a pull request is given beside its text. */
export interface RestToWrite {
  readonly owner: string
  readonly repo: string
  readonly title: string
  readonly labels: readonly string[]
  /** Null for a change that goes the normal way. */
  readonly emergency: EmergencyToWrite | null
  /** The emergency that a try before made of what goes the normal way; null where there is none to take back. */
  readonly before: Pick<EmergencyToTakeBack, 'reviewers' | 'agreement'> | null
  /** Called with it before anything is made, so that no failure from here on loses whose it is. */
  readonly keep: (pull: OpenedPull) => Promise<void>
}

/** A pull request that has the draft. */
export interface OpenedPull {
  readonly number: number
  /** The commit that holds the draft. */
  readonly head: string
}

/** What was made of a submission. */
export interface WrittenChange extends OpenedPull {
  readonly kind: 'written'
  /** Reviewers of emergencies whom the forge did not let us ask. */
  readonly notAsked: readonly string[]
  readonly followUp: FollowUp | null
}

/** What belongs to a pull request beside its text. `the normal way`: it is still marked as the emergency that a try before made of it. */
export type PullPart = 'labels' | 'emergency label' | 'reviewers' | 'follow-up' | 'the normal way'

/** The pull request is open, and something kept what belongs to it from being made. */
export interface Unfinished extends Omit<WrittenChange, 'kind'> {
  readonly kind: 'unfinished'
  readonly isMerged: boolean
  /** What is not made. */
  readonly lacks: readonly PullPart[]
  /** What Octokit threw. */
  readonly error: unknown
}

/**
 * What a pull request has beside its text: what makes it an emergency, or none any more, and labels. What the forge refuses keeps nothing
 * behind it from being made: reviewers are asked though it takes no label. Safe to repeat.
 */
export async function writeRest(
  client: GitHubClient,
  change: RestToWrite,
  { number, head, isMerged = false }: OpenedPull & { readonly isMerged?: boolean },
  onStep: (step: 'reviewers' | 'follow-up') => void,
): Promise<WrittenChange | Unfinished> {
  const { owner, repo, emergency, before, title } = change
  await change.keep({ number, head })
  const parts = new PartsToMake()
  const label = (labels: string[]) =>
    client.rest.issues.addLabels({ owner, repo, issue_number: number, labels })
  // Of one request all labels are taken or none: that of emergencies goes alone, and first.
  if (emergency !== null) await parts.make('emergency label', () => label([EMERGENCY_LABEL]))
  const labels = change.labels.filter((name) => !isEmergencyLabel(name))
  if (labels.length > 0) await parts.make('labels', () => label(labels))
  if (emergency === null) {
    const there = { owner, repo, pull: number }
    if (before !== null)
      await parts.make('the normal way', () => takeBackEmergency(client, { ...there, ...before }))
    return parts.result({ number, head, notAsked: [], followUp: null }, isMerged)
  }
  onStep('reviewers')
  const ask = () => askReviewers(client, { owner, repo, pull: number, ...emergency })
  // Nobody is asked to review what is merged.
  const notAsked = isMerged ? [] : await parts.make('reviewers', ask)
  onStep('follow-up')
  const followUp = await parts.make('follow-up', () =>
    writeFollowUp(client, { owner, repo }, { ...emergency, pull: number, title }),
  )
  return parts.result({ number, head, notAsked: notAsked ?? [], followUp }, isMerged)
}

/** Makes one part after the other, and keeps what is not made with the first reason. */
class PartsToMake {
  readonly #lacks: PullPart[] = []
  #error: unknown = null
  #isSilent = false

  async make<Made>(part: PullPart, work: () => Made | Promise<Made>): Promise<Made | null> {
    try {
      if (!this.#isSilent) return await work()
    } catch (error) {
      this.#error ??= error
      // Of a forge that does not answer, or wants to be left alone, nothing more is asked.
      const failure = forgeFailureOf(error, new Date(0))?.kind
      this.#isSilent = failure === 'unreachable' || failure === 'rate-limited'
    }
    this.#lacks.push(part)
    return null
  }

  result(made: Omit<WrittenChange, 'kind'>, isMerged: boolean): WrittenChange | Unfinished {
    return this.#lacks.length === 0
      ? { kind: 'written', ...made }
      : { kind: 'unfinished', ...made, isMerged, lacks: this.#lacks, error: this.#error }
  }
}
