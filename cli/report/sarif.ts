import { LINT_RULES } from '@/lib/policy/lint/lint-rules'
import type { Finding, RenderContext, Report } from './report'
import { visible } from '@/lib/policy/visible'
import { plainJson } from '../visible'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'
const LEVELS = { info: 'note', warning: 'warning', error: 'error' } as const

/** SARIF 2.1.0. Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function renderSarif({ findings }: Report, { version }: RenderContext): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const run = {
    tool: { driver: { name: 'lockstep', version, rules: rules.map(descriptor) } },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => result(finding, rules.indexOf(finding.rule))),
  }
  return `${plainJson({ $schema: SCHEMA, version: '2.1.0', runs: [run] })}\n`
}

function descriptor(id: string) {
  const known = Object.entries(LINT_RULES).find(([rule]) => rule === id)?.[1]
  return { id, shortDescription: { text: text(known?.title ?? id) } }
}

function result(finding: Finding, ruleIndex: number) {
  const { rule, severity, message, notes, file, line, column, endLine, endColumn } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: text([message, ...notes].join(' ')) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  }
}

/** §3.11.5: braces are doubled, or they are placeholders. §3.11.6: brackets get a backslash, or they are links. */
function text(plain: string): string {
  return visible(plain)
    .replaceAll(/[{}]/g, '$&$&')
    .replaceAll(/[\\[\]]/g, '\\$&')
}

/** A relative reference of RFC 3986; `./` in front keeps a colon in the first part from being a scheme. */
function uri(file: string): string {
  const path = file.split('/').map(encodePart).join('/')
  return path.split('/')[0]?.includes('%3A') === true ? `./${path}` : path
}

function encodePart(part: string): string {
  return encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\ufffd'))
}
