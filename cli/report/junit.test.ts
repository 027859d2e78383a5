import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readXml, type XmlElement } from '../testing/read-xml'
import { EMPTY_REPORT, findingWith, HOSTILE_TEXTS, reportWith } from '../testing/reports'
import { renderJunit } from './junit'

/** Elements, their attributes and their children, as junit-10.xsd of Jenkins' xunit plugin has them. */
function expectShape(root: XmlElement): void {
  expect(root.name).toBe('testsuites')
  for (const suite of root.children) {
    expect(suite.name).toBe('testsuite')
    expect(Object.keys(suite.attributes)).toEqual(['name', 'tests', 'failures', 'errors'])
    expect(suite.attributes['tests']).toBe(String(suite.children.length))
    const failed = suite.children.filter(({ children }) => children.length > 0)
    expect(suite.attributes['failures']).toBe(String(failed.length))
    for (const testcase of suite.children) {
      expect(testcase.name).toBe('testcase')
      expect(Object.keys(testcase.attributes)).toEqual(['classname', 'name', 'file'])
      expect(testcase.children.length).toBeLessThanOrEqual(1)
      for (const failure of testcase.children) {
        expect(failure.name).toBe('failure')
        expect(Object.keys(failure.attributes)).toEqual(['message'])
      }
    }
  }
}

// oxlint-disable-next-line vitest/expect-expect -- expectShape does
it('JUnit is well-formed XML of the known shape, whatever the texts are', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      expectShape(readXml(renderJunit(reportWith(text))))
    }),
    { numRuns: 40, examples: HOSTILE_TEXTS.map((text) => [text]) },
  )
  expectShape(readXml(renderJunit(EMPTY_REPORT)))
})

it('the check of the shape refuses what is not well-formed', () => {
  for (const xml of ['<a>', '<a></b>', '<a/><b/>', '<a>&</a>', '<a b="<"/>', '<a>\u0001</a>'])
    expect(() => readXml(xml)).toThrow(/closes nothing|well-formed|no entity|forbids|too often/)
})

it('JUnit counts a file with a warning as failed, and one with a note as passed', () => {
  const failuresWith = (severity: 'info' | 'warning') => {
    const finding = findingWith('x', { severity, file: 'a.yaml' })
    return readXml(renderJunit({ ...EMPTY_REPORT, files: ['a.yaml'], findings: [finding] })).attributes[
      'failures'
    ]
  }
  expect(failuresWith('warning')).toBe('1')
  expect(failuresWith('info')).toBe('0')
})
