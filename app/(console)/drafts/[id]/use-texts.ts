import { useMemo, useState } from 'react'
import type { EditedFile } from '@/components/change/editor/draft-state'
import type { FileReading, FileShape } from '@/components/change/editor/file-reading'
import { fileKind, type FileKind } from '@/lib/repository/policy-path'
import type { Reader } from './language/use-reader'

/** A file of the draft with its text as it is now: what is shown, saved and asked about. */
export interface FileText {
  readonly file: EditedFile
  /** `other` for one that is deleted. */
  readonly kind: FileKind
  /** What the text says, where it was made of edits of the form just now; null where it was typed. */
  readonly shape: FileShape | null
  /** Null until the edits of a saved draft are made again. */
  readonly text: string | null
  readonly isChanged: boolean
}

/** What the server read for the first picture. */
export interface FirstReadings {
  /** Of this state of a file; null when it is another. */
  readonly of: (file: EditedFile) => FileReading | null
  /** Of the file, whatever became of it. */
  readonly named: (key: string) => FileReading | null
}

/** `readings` by key of the file; `files` as the page began with them. */
export function useFirstReadings(
  readings: ReadonlyMap<string, FileReading>,
  files: readonly EditedFile[],
): FirstReadings {
  const [began] = useState(files)
  return useMemo(() => {
    const named = (key: string) => readings.get(key) ?? null
    return { named, of: (file) => (began.includes(file) ? named(file.key) : null) }
  }, [readings, began])
}

interface TextParts {
  readonly files: readonly EditedFile[]
  readonly reader: Reader | null
  readonly first: FirstReadings
  /** Folder of the policies. */
  readonly root: string
}

/** The text of every file. What was typed is a text already; edits of the form become one here and now, as a field shows what it was given. */
export function useTexts({ files, reader, first, root }: TextParts): readonly FileText[] {
  return useMemo(
    () =>
      files.map((file): FileText => {
        const kind = file.path === null ? 'other' : fileKind(file.path, root)
        const isEdited = file.path !== null && file.edits.length > 0
        const shape = isEdited && reader !== null ? reader.readShape(file, kind === 'policy') : null
        const text = isEdited
          ? (shape?.text ?? first.of(file)?.text ?? null)
          : file.path === null
            ? ''
            : (file.text ?? file.base ?? '')
        const isChanged =
          file.path !== file.basePath || (file.path !== null && text !== null && text !== (file.base ?? ''))
        return { file, kind, shape, text, isChanged }
      }),
    [files, reader, first, root],
  )
}

/** Whether something of a draft cannot be shown without making its edits. */
export function needsEdits(files: readonly EditedFile[], first: FirstReadings): boolean {
  return files.some((file) => file.path !== null && file.edits.length > 0 && first.of(file) === null)
}
