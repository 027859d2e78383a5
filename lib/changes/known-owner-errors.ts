import { processWide } from '@/lib/process-wide'
import type { CommitCodeowners } from '@/lib/repository/read-codeowners'
import type { OwnerErrors } from './ask-owner-errors'

interface Kept extends OwnerErrors {
  readonly blob: string
  readonly askedAt: Date
}

/** The forge's last word on the owners file of the tracked branch. Other contents are of the past, and nobody asks about them. */
const kept = processWide<{ last: Kept | null }>('owner-errors', () => ({ last: null }))

/** Keeps what the forge said of a content. Returns whether that is news. */
export function keepOwnerErrors(blob: string, { saidBy, errors }: OwnerErrors, askedAt: Date): boolean {
  const before = kept.last
  kept.last = { blob, saidBy, errors, askedAt }
  return before?.blob !== blob || JSON.stringify(before.errors) !== JSON.stringify(errors)
}

/** When the forge last said something of a content; null when it has not. */
export function ownerErrorsAskedAt(blob: string): Date | null {
  return kept.last?.blob === blob ? kept.last.askedAt : null
}

/** What is wrong with an owners file: in the forge's words where they are known, else as Lockstep reads it. Asks nobody. */
export function knownOwnerErrors({ blob, codeowners }: CommitCodeowners): OwnerErrors {
  const { last } = kept
  return last?.blob === blob ? last : { saidBy: 'lockstep', errors: codeowners.errors }
}
