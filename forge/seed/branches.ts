import { repositoryNamed } from '@/forge/access/find'
import type { Forge } from '@/forge/open-forge'
import type { Login } from './accounts'
import type { FileText, Replacement } from './edits'
import { FULL_NAME } from './organisation'
import type { PlannedCommit } from './plan'
import type { StepCommit } from './step'

const DAY_MS = 86_400_000

/** Commits planned files, or edits made on the branch as it is, with the placeholders of the timeline filled in. */
export async function writeBranch(
  forge: Forge,
  branch: string,
  person: Login,
  commit: PlannedCommit | StepCommit<Replacement>,
  at: Date,
): Promise<void> {
  const git = forge.core.git(repositoryNamed(forge.core, FULL_NAME).id)
  const main = await git.branch('main')
  const tip = (await git.branch(branch)) ?? main
  const read = async (path: string): Promise<FileText> =>
    tip === null ? null : ((await git.fileAt(tip, path))?.toString('utf8') ?? null)
  const texts = 'files' in commit ? commit.files : await applyEdits(commit.edits, read)
  const files = [...texts].map(([path, text]) => [path, text === null ? null : fillIn(text, main ?? '', at)])
  await forge.commitFiles({
    repository: FULL_NAME,
    branch,
    files: Object.fromEntries(files),
    message: commit.message,
    person,
    at,
  })
}

async function applyEdits(
  edits: readonly Replacement[],
  read: (path: string) => Promise<FileText>,
): Promise<Map<string, FileText>> {
  const texts = new Map<string, FileText>()
  for (const { path, redo } of edits) {
    const before = texts.has(path) ? (texts.get(path) ?? null) : await read(path)
    texts.set(path, redo(before))
  }
  return texts
}

function fillIn(text: string, main: string, at: Date): string {
  const inTwoWeeks = new Date(at.getTime() + 14 * DAY_MS).toISOString().slice(0, 10)
  return text.replaceAll('{{main}}', main).replaceAll('{{in 2 weeks}}', inTwoWeeks)
}
