import { useMemo } from 'react'
import type { FileMeaning } from '@/lib/changes/compare-files'
import { sumEffect, type Effect } from '@/lib/changes/sum-effect'
import type { Answers } from './language/use-answers'
import { type ReadFile, topics } from './use-readings'

/** What all changed policies of the draft do together, as it was compared last; null until it is known. */
export function useDraftEffect(files: readonly ReadFile[], answers: Answers): Effect | null {
  return useMemo(() => {
    const policies = files.filter(
      ({ file, kind, isChanged }) => isChanged && (kind === 'policy' || file.path === null),
    )
    const meanings = policies.map((one) => meaningOf(one, answers))
    return meanings.includes(null) ? null : sumEffect(meanings.filter((one) => one !== null))
  }, [files, answers])
}

/** What changed in a file; null until it is compared. */
export function meaningOf({ file }: ReadFile, answers: Answers): FileMeaning | null {
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
