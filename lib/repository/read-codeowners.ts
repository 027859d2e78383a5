import type { ObjectStore } from '@/lib/git/object-store'
import { type Codeowners, CODEOWNERS_LOCATIONS, CODEOWNERS_MAX_BYTES, parseCodeowners } from './codeowners'
import { KeptAnswers } from '@/lib/kept-answers'

/** The owners file of a commit and where it lies; null when there is none, so that nobody owns anything. */
export interface CommitCodeowners {
  readonly path: string
  readonly blob: string
  readonly codeowners: Codeowners
}

const kept = new KeptAnswers<CommitCodeowners | null>(200)

/** Reads the first CODEOWNERS file of a commit in GitHub's order. */
export function readCodeowners(objects: ObjectStore, commit: string): Promise<CommitCodeowners | null> {
  return kept.get(commit, () => read(objects, commit))
}

async function read(objects: ObjectStore, commit: string): Promise<CommitCodeowners | null> {
  for (const path of CODEOWNERS_LOCATIONS) {
    const file = await objects.readFile(commit, path, CODEOWNERS_MAX_BYTES)
    if (file.kind !== 'file' && file.kind !== 'too-large') continue
    const text = file.kind === 'file' ? file.bytes.toString('utf8') : 'x'.repeat(CODEOWNERS_MAX_BYTES)
    return { path, blob: file.blob, codeowners: parseCodeowners(text, path) }
  }
  return null
}
