import type { Finding, RenderContext, Report } from '@/cli/report/report'

/** Texts that would break out of some format, each with a reason to be tried. */
export const HOSTILE_TEXTS: readonly string[] = [
  'plain',
  '::error file=x::forged',
  '##[error]forged ##vso[task.complete]',
  'a\n::set-output name=x::y\r\n%0A%3A',
  'a|b\\|c | `code` ``two`` <b>bold</b> ]]> <!-- x --> &amp; "quoted" \'single\'',
  '@octocat @acme/security #1 GH-2 acme/policies#3 0123456789abcdef0123456789abcdef01234567 deadbeef',
  'https://evil.test/?a=b www.evil.test mail@evil.test [text](https://evil.test) ![i](x) :tada:',
  '\u001b[31mred\u001b[0m \u0007 \u202egnp.exe\u202c \u200b \u2028 \ufeff \ufffe \ud800',
  '{0} {{x}} \\[1] ${jndi} $(id) `id`',
  '-->\n# Heading\n- item\n1. one\n```\nfence',
]

export function findingWith(text: string, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'unknown-field',
    severity: 'error',
    message: text,
    notes: [text],
    file: `policies/${text}.yaml`,
    line: 2,
    column: 3,
    endLine: 2,
    endColumn: 7,
    docs: null,
    ...more,
  }
}

/** A report in which every text of others is `text`. */
export function reportWith(text: string): Report {
  const file = `policies/${text}.yaml`
  return {
    command: 'check',
    files: [file],
    findings: [
      findingWith(text),
      findingWith(text, { severity: 'info' }),
      findingWith(text, { rule: 'policy-test', severity: 'error' }),
      findingWith(text, { rule: 'change-loosens', severity: 'info' }),
    ],
    tests: [
      { file, name: text, failure: text },
      { file, name: text, failure: null },
    ],
    coverage: [{ file, covered: 1, possible: 2 }],
    changes: [{ file, verdict: 'loosens' }],
  }
}

export const EMPTY_REPORT: Report = {
  command: 'lint',
  files: [],
  findings: [],
  tests: [],
  coverage: [],
  changes: [],
}

export const CONTEXT: RenderContext = {
  version: '1.2.3',
  colours: false,
  linesOf: () => ['first', '  second', 'third'],
}
