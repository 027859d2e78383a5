import { markdownCode, markdownText } from './markdown-text'
import { isFailed, type FileChange, type Finding, type Report } from './report'

/** By it a later run finds its comment again. */
export const COMMENT_MARKER = '<!-- lockstep-check -->'

/** GitHub refuses comments of more than 65,536 characters. */
const LONGEST = 60_000
const MOST_ROWS = 100

const MEANINGS: Readonly<Record<FileChange['verdict'], string>> = {
  loosens: '**loosens**',
  tightens: 'tightens',
  both: '**loosens** and tightens',
  same: 'same answers to every call',
  unknown: '**not decided**',
  added: '**new policy**',
  removed: '**removed**',
}

/** A comment for a pull request. Only words of ours are markup; texts of others are words or code. */
export function renderMarkdown(report: Report): string {
  const sections = [changesSection(report), findingsSection(report), testsSection(report)]
  const text = [`${COMMENT_MARKER}\n### Lockstep: ${verdict(report)}`, ...sections]
    .filter((section) => section !== '')
    .join('\n\n')
  if (text.length <= LONGEST) return `${text}\n`
  const whole = text.slice(0, text.lastIndexOf('\n', LONGEST))
  return `${whole}\n\nThe rest is left out here; run the check to see it.\n`
}

function verdict(report: Report): string {
  return isFailed(report) ? 'something to mend' : 'nothing to mend'
}

function changesSection({ changes, findings }: Report): string {
  if (changes.length === 0) return ''
  const fileRow = ({ file, verdict: said }: FileChange) => `| ${markdownCode(file)} | ${MEANINGS[said]} |`
  const about = findings.filter(({ rule }) => rule.startsWith('change-'))
  const head = `#### What the change means\n\n${table(['Policy', 'Effect'], changes, fileRow)}`
  if (about.length === 0) return head
  const row = ({ file, message, notes }: Finding) =>
    `| ${markdownCode(file)} | ${markdownText(message)} | ${markdownText(notes.join(' '))} |`
  return `${head}\n\n${table(['Policy', 'Difference', 'Proof'], about, row)}`
}

function findingsSection({ findings }: Report): string {
  const others = findings.filter(({ rule }) => !rule.startsWith('change-'))
  if (others.length === 0) return ''
  return `#### Findings\n\n${table(['Severity', 'Place', 'Rule', 'What is wrong'], others, findingRow)}`
}

function findingRow({ severity, file, line, rule, message }: Finding): string {
  const place = markdownCode(`${file}:${line}`)
  return `| ${severity} | ${place} | ${markdownCode(rule)} | ${markdownText(message)} |`
}

function testsSection({ tests, files, command }: Report): string {
  const failed = tests.filter(({ failure }) => failure !== null).length
  const counted = tests.length === 0 ? '' : `; ${tests.length} tests, ${failed} failed`
  return command === 'diff' ? '' : `${files.length} files${counted}.`
}

function table<Item>(titles: readonly string[], items: readonly Item[], row: (item: Item) => string): string {
  const head = `| ${titles.join(' | ')} |\n|${' --- |'.repeat(titles.length)}`
  const more = items.length > MOST_ROWS ? `\n\nAnd ${items.length - MOST_ROWS} more.` : ''
  return `${[head, ...items.slice(0, MOST_ROWS).map(row)].join('\n')}${more}`
}
