import { useMemo } from 'react'
import type { EditedFile } from '@/components/change/editor/draft-state'
import { errorsOf, type FileReading } from '@/components/change/editor/file-reading'
import type { Question } from '@/components/change/editor/question'
import { countOf } from '@/components/ui/format-number'
import type { Mover } from '@/lib/changes/find-movers'
import type { DraftView } from '@/lib/changes/get-draft'
import type { OfferedTools } from './draft-queries'
import type { Answers } from './language/use-answers'
import type { FileText, FirstReadings } from './use-texts'

export interface ReadFile extends FileText {
  /** What it says and what is wrong with it; of an older text unless `isCurrent`. Null until it is read. */
  readonly reading: FileReading | null
  readonly isCurrent: boolean
}

export const topics = {
  read: (key: string) => `read ${key}`,
  compare: (key: string) => `compare ${key}`,
  settings: (key: string) => `settings ${key}`,
  base: (key: string) => `base ${key}`,
  tests: (path: string) => `tests ${path}`,
}

interface ReadingParts {
  readonly texts: readonly FileText[]
  readonly answers: Answers
  /** What the server read for the first picture. */
  readonly first: FirstReadings
}

/** Every file of the draft with what is known of it now: what somebody types is read beside the page, which shows the reading before it meanwhile. */
export function useReadings({ texts, answers, first }: ReadingParts): readonly ReadFile[] {
  return useMemo(
    () =>
      texts.map((one): ReadFile => {
        const { file, shape } = one
        if (file.path === null) return { ...one, reading: null, isCurrent: true }
        const told = first.of(file)
        const last = answers(topics.read(file.key), 'read')
        const isCurrent = last === null ? told !== null : last.isCurrent
        const read = last?.answer ?? first.named(file.key)
        if (shape === null) return { ...one, reading: read, isCurrent }
        return { ...one, reading: { ...shape, problems: read?.problems ?? [] }, isCurrent }
      }),
    [texts, answers, first],
  )
}

/** What is asked about the files of a draft: how each reads, what each change means, and what git has of the one on screen. */
export function fileQuestions(
  texts: readonly FileText[],
  one: FileText | undefined,
  offeredBy: (policy: string | null) => OfferedTools,
): Map<string, Question> {
  const questions = new Map<string, Question>()
  for (const { file, kind, text, isChanged } of texts) {
    if (text === null || file.path === null) continue
    const { lint: tools } = offeredBy(policyOf(file))
    questions.set(topics.read(file.key), { kind: 'read', text, as: kind, tools })
    if (kind === 'settings')
      questions.set(topics.settings(file.key), { kind: 'settings', before: file.base, after: text })
    const isCompared = kind === 'policy' && file.basePath !== null && file.base !== null
    if (isCompared && (isChanged || file === one?.file))
      questions.set(topics.compare(file.key), { kind: 'compare', before: file.base ?? '', after: text })
  }
  if (one !== undefined && one.file.basePath !== null && one.file.base !== null)
    questions.set(topics.base(one.file.key), {
      kind: 'shape',
      text: one.file.base,
      isPolicy: one.kind === 'policy',
    })
  return questions
}

/** The path under which proxies know a file: until it is merged, that of git. */
export function policyOf({ basePath, path }: EditedFile): string | null {
  return basePath ?? path
}

/** A file of the draft that the branch does not let through as it is, because others were there since the draft started from it. */
export interface MovedFile {
  readonly key: string
  /** In the repository. */
  readonly path: string
  /** `changed`: it has another content; `gone`: it is there no more; `taken`: a file stands where the draft would make one. */
  readonly kind: 'changed' | 'gone' | 'taken'
  /** Of `taken`: what stands there, itself or a file where it would need a folder. Null for the others. */
  readonly by: string | null
  /** Undefined for `taken`, and while it is not known. */
  readonly mover: Mover | undefined
}

/** What others did on the branch to the files of the draft. */
export function movedFiles(
  files: readonly EditedFile[],
  facts: Pick<DraftView, 'files' | 'movers' | 'taken'>,
): readonly MovedFile[] {
  return files.flatMap((held): MovedFile[] => {
    const { key, basePath, path } = held
    const taken = path === basePath ? undefined : facts.taken.find((one) => one.path === path)
    if (taken !== undefined) return [{ key, ...taken, kind: 'taken', mover: undefined }]
    const now = facts.files.find((one) => one.basePath !== null && one.basePath === basePath)
    if (basePath === null || now === undefined || now.headBlob === held.baseBlob) return []
    const mover = facts.movers.find((one) => one.path === basePath)
    return [{ key, path: basePath, by: null, kind: now.headText === null ? 'gone' : 'changed', mover }]
  })
}

/**
 * Whether nothing of the draft holds up a submission, and what does; `moved` is none where its pull request was merged, for what that still
 * lacks is made by submitting again.
 */
export function submitLabel(
  files: readonly ReadFile[],
  moved: readonly MovedFile[],
  isEmergency: boolean,
): { label: string; enabled: boolean } {
  const errors = files.reduce((sum, { reading, file }) => {
    if (reading === null || file.path === null) return sum
    return sum + errorsOf(reading).length + (reading.refusal === null ? 0 : 1)
  }, 0)
  if (errors > 0) return { label: `Fix ${countOf(errors, 'error')} to submit`, enabled: false }
  // The server would refuse it, and say so only then.
  const open = moved.filter(({ kind }) => kind === 'changed').length
  if (open > 0) return { label: `Compare ${countOf(open, 'moved file')} to submit`, enabled: false }
  if (moved.length > 0)
    return { label: `Decide about ${countOf(moved.length, 'file')} to submit`, enabled: false }
  const changed = files.some(({ isChanged }) => isChanged)
  if (!changed) return { label: 'Change something to submit', enabled: false }
  return { label: isEmergency ? 'Submit as an emergency' : 'Submit as a pull request', enabled: true }
}
