import type { ObjectStore } from '@/lib/git/object-store'
import { processWide } from '@/lib/process-wide'
import { commitNote, type CommitNote } from './commit-note'
import { KeptAnswers } from '@/lib/kept-answers'

/** As many as a search over a whole branch reads, so that the next one reads nothing. */
const MOST_NOTES = 20_000

// One for all pages and jobs of the process: what one of them read, the others know.
const notes = processWide('commit-notes', () => new KeptAnswers<CommitNote | null>(MOST_NOTES))

/** The note of a commit (40 hex); null when the mirror does not have it. A commit never changes, so that it is read once. */
export function keptNote(objects: ObjectStore, sha: string): Promise<CommitNote | null> {
  return notes.get(sha, async () => {
    const commit = await objects.readCommit(sha)
    return commit === null ? null : commitNote(commit)
  })
}
