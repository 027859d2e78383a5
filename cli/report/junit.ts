import type { Finding, Report } from './report'
import { visible } from '@/lib/policy/visible'
import { visibleLines } from '../visible'

interface Case {
  readonly suite: string
  readonly name: string
  readonly file: string
  readonly failures: readonly string[]
}

/**
 * JUnit XML as Jenkins and GitLab read it: one suite for the policy files, one for what changed, one for each test file. Findings of
 * severity `info` are no failures. Source of the elements: junit-10.xsd of Jenkins' xunit plugin.
 */
export function renderJunit(report: Report): string {
  const cases = [...fileCases(report), ...changeCases(report), ...testCases(report)]
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const body = suites.map((suite) =>
    suiteElement(
      suite,
      cases.filter((each) => each.suite === suite),
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${totals(cases)}>\n${body.join('')}</testsuites>\n`
}

/** What tests and changes report has cases of its own. */
function isAboutFile({ rule }: Finding): boolean {
  return rule !== 'policy-test' && !rule.startsWith('change-')
}

function fileCases({ files, findings, command }: Report): Case[] {
  if (command !== 'lint' && command !== 'check') return []
  const about = findings.filter(isAboutFile)
  const named = [...new Set([...files, ...about.map(({ file }) => file)])]
  return named.map((file) => {
    return { suite: 'policies', name: file, file, failures: failuresOf(about, file) }
  })
}

function changeCases({ changes, findings }: Report): Case[] {
  const about = findings.filter(({ rule }) => rule.startsWith('change-'))
  return changes.map(({ file, verdict }) => {
    return { suite: 'changes', name: `${file}: ${verdict}`, file, failures: failuresOf(about, file) }
  })
}

function testCases({ tests }: Report): Case[] {
  return tests.map(({ file, name, failure }) => {
    return { suite: file, name, file, failures: failure === null ? [] : [failure] }
  })
}

function failuresOf(findings: readonly Finding[], file: string): string[] {
  return findings
    .filter((finding) => finding.file === file && finding.severity !== 'info')
    .map(({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`)
}

function suiteElement(name: string, cases: readonly Case[]): string {
  return `  <testsuite name=${quoted(name)} ${totals(cases)}>\n${cases.map(caseElement).join('')}  </testsuite>\n`
}

function totals(cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length
  return `tests="${cases.length}" failures="${failed}" errors="0"`
}

function caseElement({ suite, name, file, failures }: Case): string {
  const open = `    <testcase classname=${quoted(suite)} name=${quoted(name)} file=${quoted(file)}`
  const [first] = failures
  if (first === undefined) return `${open}/>\n`
  const text = failures.flatMap(visibleLines).join('\n')
  return `${open}>\n      <failure message=${quoted(first)}>${escape(text)}</failure>\n    </testcase>\n`
}

function quoted(text: string): string {
  return `"${escape(visible(text))}"`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no way to write U+FFFE and U+FFFF; other characters that it forbids are made visible before. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
}
