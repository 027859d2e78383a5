import type { Commit } from '@/lib/git/commit'
import { printable } from '@/lib/policy/describe/sentence'

/** What a list says about a commit. All texts are fit for one line of a page. */
export interface CommitNote {
  /** 40 hex. */
  readonly sha: string
  /** The pull request's title where the message quotes it, else the first line. */
  readonly subject: string
  /** The number that the message names: a claim of whoever wrote it, until the forge's own row says the same. */
  readonly number: number | null
  /** Who made the commit as it states, proved by nothing. */
  readonly committedBy: string
  /** As the commit states. */
  readonly at: Date
}

const MERGE = /^Merge pull request #(\d{1,9}) from \S+/
const SQUASH = /^(.*\S) \(#(\d{1,9})\)$/

/** Reads the note of a commit, in the forms that GitHub gives to merge and squash commits. */
export function commitNote(commit: Commit): CommitNote {
  const { subject, number } = readSubject(commit.message)
  return {
    sha: commit.sha,
    subject: printable(subject) || 'No message',
    number,
    committedBy: printable(commit.author.name) || 'nobody named',
    at: commit.committer.at,
  }
}

function readSubject(message: string): { subject: string; number: number | null } {
  const [first = '', ...rest] = message.split('\n')
  const merge = MERGE.exec(first)
  if (merge !== null) {
    const title = rest.find((line) => line.trim() !== '')
    return { subject: (title ?? first).trim(), number: Number(merge[1]) }
  }
  const squash = SQUASH.exec(first.trim())
  if (squash !== null) return { subject: squash[1] ?? '', number: Number(squash[2]) }
  return { subject: first.trim(), number: null }
}
