import type { RulesetRow } from '@/forge/state/records'

/** One thing that a ruleset keeps out of pushed files; the update hook reads it as a line. */
export interface FileRule {
  readonly kind: 'path' | 'extension' | 'length' | 'size'
  /** A pattern with `*`, or a number: of characters of the path, or of megabytes. */
  readonly value: string
}

/** A file of a pushed commit; `size` in bytes, 0 where it is removed. */
export interface PushedFile {
  readonly path: string
  readonly size: number
}

const MEGABYTE = 1024 * 1024

export function fileRulesOf(ruleset: RulesetRow): FileRule[] {
  const { restrictedPaths = [], restrictedExtensions = [], maxPathLength, maxFileMegabytes } = ruleset
  return [
    ...restrictedPaths.map((value) => ({ kind: 'path' as const, value })),
    ...restrictedExtensions.map((value) => ({ kind: 'extension' as const, value })),
    ...(maxPathLength === undefined ? [] : [{ kind: 'length' as const, value: `${maxPathLength}` }]),
    ...(maxFileMegabytes === undefined ? [] : [{ kind: 'size' as const, value: `${maxFileMegabytes}` }]),
  ]
}

/** What is said of the first file that breaks a rule; `null` when none does. */
export function brokenFileRule(rules: readonly FileRule[], files: readonly PushedFile[]): string | null {
  for (const file of files)
    for (const { kind, value } of rules)
      if (BREAKS[kind](file, value)) return `${SAYINGS[kind]}: ${file.path}`
  return null
}

/** `*` stands for anything, also for slashes. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}

const BREAKS: Readonly<Record<FileRule['kind'], (file: PushedFile, value: string) => boolean>> = {
  path: ({ path }, value) => matchesPattern(value, path),
  extension: ({ path }, value) => matchesPattern(value, path),
  length: ({ path }, value) => path.length > Number(value),
  size: ({ size }, value) => size > Number(value) * MEGABYTE,
}

/** The update hook says the same. */
const SAYINGS: Readonly<Record<FileRule['kind'], string>> = {
  path: 'File path is restricted',
  extension: 'File extension is restricted',
  length: 'File path is too long',
  size: 'File is too large',
}
