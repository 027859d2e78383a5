import type { Report } from './report'
import { plainJson } from '../visible'

/** The report as it is, with the number of files. The shape is described in docs/cli.md. */
export function renderJson({ command, files, findings, tests, coverage, changes }: Report): string {
  return `${plainJson({ command, files: files.length, findings, tests, coverage, changes })}\n`
}
