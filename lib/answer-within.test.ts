import { describe, expect, it } from 'vitest'
import { answerWithin } from './answer-within'

describe('an answer that is waited for so long and no longer', () => {
  it('is given when it comes in time, and so is its failure', async () => {
    expect(await answerWithin(Promise.resolve('here'), 60_000)).toBe('here')
    await expect(answerWithin(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no')
  })

  it('is null when it does not; one that fails later is nobody’s failure', async () => {
    let fail: (error: Error) => void = () => {}
    const silent = new Promise<never>((_, reject) => (fail = reject))
    expect(await answerWithin(silent, 1)).toBeNull()
    // Vitest fails on what is rejected and heard by nobody.
    fail(new Error('too late'))
    await silent.catch(() => undefined)
  })
})
