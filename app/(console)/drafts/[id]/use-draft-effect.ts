import { useDeferredValue, useMemo } from 'react'
import type { FileReading } from '@/components/change/editor/file-reading'
import { suggestTitle } from '@/components/change/editor/suggest-title'
import type { useEngine } from '@/components/change/editor/use-engine'
import type { FileMeaning } from '@/lib/changes/compare-files'
import { sumEffect, type Effect } from '@/lib/changes/sum-effect'
import type { ReadFile } from './use-readings'

type Engine = NonNullable<ReturnType<typeof useEngine>>

/** What all changed policies of the draft do together; null until it is known, which never holds up typing. */
export function useDraftEffect(files: readonly ReadFile[], engine: Engine | null): Effect | null {
  const shown = useDeferredValue(files)
  return useMemo(() => {
    if (engine === null) return null
    const policies = shown.filter(
      ({ file, isPolicy, isChanged }) => isChanged && (isPolicy || file.path === null),
    )
    return sumEffect(policies.map((one) => meaningOf(one, engine)))
  }, [shown, engine])
}

/** What the draft would be called by what it does, for a person who gave it no title; `nameOf` is a path as a person reads it. */
export function titleOf(
  files: readonly ReadFile[],
  engine: Engine | null,
  nameOf: (path: string) => string,
): string {
  const changed = files.filter(({ isChanged }) => isChanged)
  return suggestTitle(
    changed.map((one) => {
      const { basePath, path } = one.file
      const isCompared = engine !== null && one.isPolicy && path !== null
      return {
        before: basePath === null ? null : nameOf(basePath),
        after: path === null ? null : nameOf(path),
        meaning: isCompared ? meaningOf(one, engine).meaning : null,
      }
    }),
  )
}

/** A reading is made once per state of a file, so that files which nobody types into are compared once. */
const known = new WeakMap<FileReading, FileMeaning>()
const bases = new Map<string, FileReading>()
const MOST_BASES = 50

function meaningOf({ file, reading }: ReadFile, engine: Engine): FileMeaning {
  const path = file.path ?? file.basePath ?? ''
  if (file.path === null) return { path, meaning: { kind: 'removed' } }
  if (file.basePath === null || file.base === null) return { path, meaning: { kind: 'added' } }
  if (reading === null) return { path, meaning: { kind: 'not-compared' } }
  const before = known.get(reading)
  if (before !== undefined) return before
  const comparison = engine.compareReadings(baseOf(file.base, engine), reading)
  const meaning: FileMeaning =
    comparison === null
      ? { path, meaning: { kind: 'not-a-policy', side: 'after' } }
      : { path, meaning: { kind: 'compared', comparison } }
  known.set(reading, meaning)
  return meaning
}

function baseOf(text: string, engine: Engine): FileReading {
  const found = bases.get(text)
  if (found !== undefined) return found
  if (bases.size >= MOST_BASES) bases.clear()
  const reading = engine.readText(text, true)
  bases.set(text, reading)
  return reading
}
