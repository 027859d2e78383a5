import { blobSha } from '@/lib/git/content-digest'
import type { GitHubClient } from '@/lib/git/github-client'
import type { Mirror } from '@/lib/git/mirror'
import { draftText } from '@/lib/policy/edit/draft-text'
import type { DraftFile } from './draft-file'
import { baseText, type ChangeSource, type StoredDraft } from './draft-parts'
import { EMERGENCY_LABEL } from './emergency/follow-up'
import { findPull } from './find-pull'
import type { PreparedFile } from './prepare-files'

/** A try before whose answer was lost, and whose pull request was merged since. */
export interface MergedTry {
  readonly number: number
  readonly head: string
  /** It has the label of emergencies. */
  readonly isEmergency: boolean
  /** What it brought, against what the draft began from; null when the draft says something else by now. */
  readonly files: readonly PreparedFile[] | null
}

/** Null when nothing of the draft was merged. The forge is asked only about a draft that was tried before. Throws Octokit's errors. */
export async function findMergedTry(
  client: GitHubClient,
  { mirror, repository: { owner, name } }: ChangeSource,
  { branch, files }: StoredDraft,
): Promise<MergedTry | null> {
  const pull = branch === null ? null : await findPull(client, { owner, repo: name, branch })
  if (pull?.state !== 'merged') return null
  const { number, head, labels } = pull
  const isEmergency = labels.includes(EMERGENCY_LABEL)
  return { number, head, isEmergency, files: await filesAt(mirror, head, files) }
}

/** The files of a draft, if a commit has each of them as the draft wants it. */
async function filesAt(
  mirror: Mirror,
  head: string,
  files: readonly DraftFile[],
): Promise<PreparedFile[] | null> {
  const found: PreparedFile[] = []
  for (const file of files) {
    const { basePath, path } = file
    const before = await baseText(mirror, file.baseBlob)
    const wanted = before === null ? null : draftText(file, before)
    if (before === null || wanted === null || wanted.kind === 'refused') return null
    const text = wanted.kind === 'deleted' ? null : wanted.text
    const entry = await mirror.objects.entryAt(head, path ?? basePath ?? '')
    const blob = text === null ? undefined : blobSha(Buffer.from(text, 'utf8'))
    if (entry?.sha !== blob) return null
    found.push({ basePath, path, before: basePath === null ? null : before, text })
  }
  return found
}
