import { describe, expect, it } from 'vitest'
import { closingLine, failureList, NOTHING, oneFailed, ONE_PASSED, sum, withExitCode } from './tally'

describe('the count of a run', () => {
  it('adds up its parts and keeps every failure', () => {
    const part = { passed: 5, failed: 1, skipped: 2, failures: ['a.test.ts › breaks'] }
    const total = sum([ONE_PASSED, part, oneFailed('Types'), NOTHING])
    expect(total).toEqual({ passed: 6, failed: 2, skipped: 2, failures: ['a.test.ts › breaks', 'Types'] })
    expect(closingLine(total)).toBe('6 passed, 2 failed, 2 skipped')
    expect(failureList(total)).toBe('Failed:\n  a.test.ts › breaks\n  Types')
  })

  it('of nothing is three zeros and lists no failure', () => {
    expect(closingLine(sum([]))).toBe('0 passed, 0 failed, 0 skipped')
    expect(failureList(NOTHING)).toBe('')
  })

  it('has a failure when the runner failed and no test did, as one that wrote no report', () => {
    expect(withExitCode(NOTHING, 1)).toMatchObject({
      failed: 1,
      failures: [expect.stringContaining('code 1')],
    })
    expect(withExitCode(ONE_PASSED, 134)).toMatchObject({ passed: 1, failed: 1 })
  })

  it('is as counted when the runner says the same', () => {
    expect(withExitCode(ONE_PASSED, 0)).toEqual(ONE_PASSED)
    expect(withExitCode(oneFailed('Types'), 1)).toEqual(oneFailed('Types'))
  })
})
