import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CONTEXT, EMPTY_REPORT, findingWith, HOSTILE_TEXTS, reportWith } from '../testing/reports'
import { renderGithub } from './github'
import { renderGitlab } from './gitlab'
import { renderJson } from './json'
import { renderSarif } from './sarif'

const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cf}\p{Cs}\u2028\u2029]/u // oxlint-disable-line no-control-regex -- they must not be there

const anyText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' }), fc.string())

/** The published schema is written for JSON schema draft 4, of which it uses only what later drafts kept. */
function sarifValidator() {
  const published: Record<string, unknown> = createRequire(import.meta.url)(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  )
  const { $schema: _draft, id: _id, ...schema } = published
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

it('SARIF is valid by its published schema, whatever the texts are', () => {
  const validate = sarifValidator()
  expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false)
  fc.assert(
    fc.property(anyText, (text) => {
      const sarif = renderSarif(reportWith(text), CONTEXT)
      validate(JSON.parse(sarif))
      expect(validate.errors ?? []).toEqual([])
      expect(sarif).not.toMatch(UNSEEN)
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
  validate(JSON.parse(renderSarif(EMPTY_REPORT, CONTEXT)))
  expect(validate.errors ?? []).toEqual([])
})

it('SARIF writes texts so that they are neither placeholders nor links, and paths so that they are no scheme', () => {
  const report = {
    ...EMPTY_REPORT,
    findings: [findingWith('{0} [a](b)', { notes: [], file: 'c:x/ü b.yaml' })],
  }
  const [result] = JSON.parse(renderSarif(report, CONTEXT)).runs[0].results
  expect(result.message.text).toBe('{{0}} \\[a\\](b)')
  expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('./c%3Ax/%C3%BC%20b.yaml')
})

it('JSON keeps every character and shows none that is unseen', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = renderJson(reportWith(text))
      expect(JSON.parse(json).findings[0].message).toBe(text)
      expect(json).not.toMatch(UNSEEN)
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
})

it("GitLab's report has the documented fields with their values, relative paths and unique fingerprints", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const issues: Record<string, unknown>[] = JSON.parse(renderGitlab(reportWith(text)))
      for (const issue of issues) {
        expect(Object.keys(issue)).toEqual([
          'description',
          'check_name',
          'fingerprint',
          'severity',
          'location',
        ])
        expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue['severity'])
        expect(issue['fingerprint']).toMatch(/^[0-9a-f]{64}$/)
        expect(issue['location']).toMatchObject({ lines: { begin: 2 } })
      }
      expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(4)
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
  const moved = (line: number) => {
    const report = { ...EMPTY_REPORT, findings: [findingWith('x', { line, file: './a.yaml' })] }
    return JSON.parse(renderGitlab(report))[0]
  }
  expect(moved(9).fingerprint).toBe(moved(2).fingerprint)
  expect(moved(2).location.path).toBe('a.yaml')
  expect(renderGitlab(EMPTY_REPORT)).toBe('[]\n')
})

it('GitHub gets one annotation for each finding, and no text makes another or ends one', () => {
  const command = /^::(error|warning|notice) ((?:[A-Za-z]+=[^:,\n]*,)*[A-Za-z]+=[^:,\n]*)::(.*)$/
  fc.assert(
    fc.property(anyText, (text) => {
      const output = renderGithub(reportWith(text))
      const lines = output.split('\n').slice(0, -1)
      expect(lines).toHaveLength(4)
      for (const line of lines) {
        const properties = command.exec(line)?.[2] ?? ''
        expect(properties.split(',').map((pair) => pair.split('=')[0])).toEqual([
          'file',
          'line',
          'endLine',
          'col',
          'endColumn',
          'title',
        ])
      }
      expect(output).not.toMatch(UNSEEN)
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
})
