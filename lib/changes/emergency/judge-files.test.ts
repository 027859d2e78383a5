import { expect, it } from 'vitest'
import { judgeFiles } from './judge-files'

const PATH = 'policies/pay.yaml'
const policy = (limit: number) =>
  `version: "1"\ntools:\n  pay:\n    rules:\n      - name: cap\n        conditions:\n          - {path: args.amount, op: lte, value: ${limit}}\n`
const edited = (before: string, text: string) => ({ basePath: PATH, path: PATH, before, text })
const paths = (files: Parameters<typeof judgeFiles>[0]) => judgeFiles(files, null).map(({ path }) => path)

it('where it is not known what stood on the branch, an emergency may tighten and nothing else', () => {
  expect(paths([edited(policy(500), policy(50))])).toEqual([])
  expect(paths([edited(policy(50), policy(500))])).toEqual([PATH])
})

it('a policy does not go the short way under the name of tests; tests do', () => {
  const test = 'policies/pay.test.yaml'
  const text = 'tests: []\n'
  expect(paths([{ basePath: PATH, path: test, before: policy(50), text }])).toEqual([test])
  expect(paths([{ basePath: null, path: test, before: null, text }])).toEqual([])
  expect(paths([{ basePath: test, path: null, before: text, text: null }])).toEqual([])
})
