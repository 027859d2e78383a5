import { useMemo } from 'react'
import type { FileMeaning } from '@/lib/changes/compare-files'
import { sumEffect, type Effect } from '@/lib/changes/sum-effect'
import { isTestFile } from '@/lib/policy/test/test-path'
import type { Answers } from './language/use-answers'
import { type ReadFile, topics } from './use-readings'

/** What all changed policies of the draft do together, as it was compared last; null until it is known. */
export function useDraftEffect(files: readonly ReadFile[], answers: Answers): Effect | null {
  return useMemo(() => effectOf(files, answers), [files, answers])
}

/** The same of files as they are. */
export function effectOf(
  files: readonly Pick<ReadFile, 'file' | 'kind' | 'isChanged'>[],
  answers: Answers,
): Effect | null {
  const changed = files.filter(({ isChanged }) => isChanged)
  const policies = changed.filter(({ file, kind }) => kind === 'policy' || file.path === null)
  const meanings = policies.map((one) => meaningOf(one, answers))
  const left = changed.flatMap(({ file }) => leftBy(file))
  return meanings.includes(null) ? null : sumEffect([...meanings.filter((one) => one !== null), ...left])
}

/** The place that a policy leaves: whoever has that file gets none there any more, whatever it says elsewhere. */
function leftBy({ basePath, path }: ReadFile['file']): FileMeaning[] {
  const isMoved = basePath !== null && path !== null && basePath !== path
  return isMoved && !isTestFile(basePath) ? [{ path: basePath, meaning: { kind: 'removed' } }] : []
}

/** What changed in a file; null until it is compared. */
export function meaningOf({ file }: Pick<ReadFile, 'file'>, answers: Answers): FileMeaning | null {
  const path = file.path ?? file.basePath ?? ''
  if (file.path === null) return { path, meaning: { kind: 'removed' } }
  if (file.basePath === null || file.base === null) return { path, meaning: { kind: 'added' } }
  const compared = answers(topics.compare(file.key), 'compare')
  if (compared === null) return null
  const comparison = compared.answer
  return comparison === null
    ? { path, meaning: { kind: 'not-a-policy', side: 'after' } }
    : { path, meaning: { kind: 'compared', comparison } }
}
