import { parseConfiguration } from '@/lib/repository/configuration'
import type { TextProblem } from './file-reading'

/** What is wrong with the settings of a repository: any of it refuses the file as a whole. A problem is marked up to the end of its line. */
export function findSettingsProblems(text: string): TextProblem[] {
  const parsed = parseConfiguration(text)
  if (parsed.ok) return []
  const lines = [...text.matchAll(/.*(?:\r\n|[\n\r]|$)/gy)]
  return parsed.problems.map(({ message, line, column }): TextProblem => {
    const at = lines[line - 1]
    const from = at?.index ?? text.length
    const end = from + (at?.[0].trimEnd().length ?? 0)
    const start = Math.min(from + column - 1, end)
    return { severity: 'error', line, start, end, message, lint: null, fix: null, at: null }
  })
}
