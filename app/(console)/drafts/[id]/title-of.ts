import { suggestTitle } from '@/components/change/editor/suggest-title'
import type { Answers } from './language/use-answers'
import { meaningOf } from './use-draft-effect'
import type { ReadFile } from './use-readings'

/** What the draft would be called by what it does, for a person who gave it no title; `nameOf` is a path as a person reads it. */
export function titleOf(
  files: readonly ReadFile[],
  answers: Answers,
  nameOf: (path: string) => string,
): string {
  const changed = files.filter(({ isChanged }) => isChanged)
  return suggestTitle(
    changed.map((one) => {
      const { basePath, path } = one.file
      return {
        before: basePath === null ? null : nameOf(basePath),
        after: path === null ? null : nameOf(path),
        meaning: one.kind === 'policy' && path !== null ? (meaningOf(one, answers)?.meaning ?? null) : null,
      }
    }),
  )
}
