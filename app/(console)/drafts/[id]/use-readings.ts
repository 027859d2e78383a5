import { useDeferredValue, useMemo } from 'react'
import type { EditedFile } from '@/components/change/editor/draft-state'
import { errorsOf, type FileReading } from '@/components/change/editor/file-reading'
import { countOf } from '@/components/ui/format-number'
import type { Mover } from '@/lib/changes/find-movers'
import type { DraftView } from '@/lib/changes/get-draft'
import type { OfferedTools } from './draft-queries'
import type { useEngine } from '@/components/change/editor/use-engine'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import { isPolicyPath } from '@/lib/repository/policy-path'

interface ReadingParts {
  readonly files: readonly EditedFile[]
  readonly engine: ReturnType<typeof useEngine>
  /** What the server read for the first picture, by key of the file. */
  readonly first: ReadonlyMap<string, FileReading>
  readonly root: string
  /** What the servers of a policy offer, by its full repository path. */
  readonly offeredBy: (policy: string | null) => OfferedTools
}

export interface ReadFile {
  readonly file: EditedFile
  /** Null until it is read. */
  readonly reading: FileReading | null
  readonly isPolicy: boolean
  readonly isChanged: boolean
}

/** Every file of the draft as it is read now. */
export function useReadings({ files, engine, first, root, offeredBy }: ReadingParts): readonly ReadFile[] {
  return useMemo(
    () =>
      files.map((file) => {
        const isPolicy = file.path !== null && isPolicyPath(file.path, root)
        const reading =
          engine === null
            ? (first.get(file.key) ?? null)
            : engine.readFile(file, isPolicy, offeredBy(policyOf(file)).lint)
        const text = reading?.text ?? file.base ?? ''
        const isChanged = file.path !== file.basePath || (file.path !== null && text !== (file.base ?? ''))
        return { file, reading, isPolicy, isChanged }
      }),
    [files, engine, first, root, offeredBy],
  )
}

/** The path under which proxies know a file: until it is merged, that of git. */
export function policyOf({ basePath, path }: EditedFile): string | null {
  return basePath ?? path
}

/** The file's content in git as it is read, for comparing; null until it is read, and for a new file. */
export function useBaseReading(
  one: ReadFile | undefined,
  engine: ReadingParts['engine'],
): FileReading | null {
  const base = one === undefined || one.file.basePath === null ? null : one.file.base
  const isPolicy = one?.isPolicy === true
  return useMemo(
    () => (engine === null || base === null ? null : engine.readText(base, isPolicy)),
    [engine, base, isPolicy],
  )
}

/** What the change of one file means; undefined until it is compared, which never holds up typing. */
export function useMeaning(
  base: FileReading | null,
  reading: FileReading | null,
  engine: ReadingParts['engine'],
): PolicyComparison | null | undefined {
  const after = useDeferredValue(reading)
  return useMemo(
    () =>
      engine === null || base === null || after === null ? undefined : engine.compareReadings(base, after),
    [engine, base, after],
  )
}

/** A file of the draft that the branch does not let through as it is, because others were there since the draft started from it. */
export interface MovedFile {
  readonly key: string
  /** In the repository. */
  readonly path: string
  /** `changed`: it has another content; `gone`: it is there no more; `taken`: a file stands where the draft would make one. */
  readonly kind: 'changed' | 'gone' | 'taken'
  /** Undefined for `taken`, and while it is not known. */
  readonly mover: Mover | undefined
}

/** What others did on the branch to the files of the draft. */
export function movedFiles(files: readonly EditedFile[], facts: DraftView): readonly MovedFile[] {
  return files.flatMap((held): MovedFile[] => {
    const { key, basePath, path } = held
    if (path !== null && path !== basePath && facts.taken.includes(path))
      return [{ key, path, kind: 'taken', mover: undefined }]
    const now = facts.files.find((one) => one.basePath !== null && one.basePath === basePath)
    if (basePath === null || now === undefined || now.headBlob === held.baseBlob) return []
    const mover = facts.movers.find((one) => one.path === basePath)
    return [{ key, path: basePath, kind: now.headText === null ? 'gone' : 'changed', mover }]
  })
}

/** Whether nothing of the draft holds up a submission, and what does. */
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
