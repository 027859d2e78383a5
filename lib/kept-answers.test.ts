import { describe, expect, it } from 'vitest'
import { KeptAnswers } from './kept-answers'

describe('kept answers', () => {
  const asked: string[] = []
  const ask = (answer: string) => async () => {
    asked.push(answer)
    return answer
  }

  it('are asked once, and the ones that nobody asked for longest are let go when they cost too much', async () => {
    const kept = new KeptAnswers<string>(6, (answer) => answer.length)
    for (const key of ['aa', 'bb', 'cc', 'aa']) expect(await kept.get(key, ask(key))).toBe(key)
    expect(asked.splice(0)).toEqual(['aa', 'bb', 'cc'])
    await kept.get('dd', ask('dd'))
    for (const key of ['aa', 'cc', 'dd', 'bb']) await kept.get(key, ask(key))
    expect(asked.splice(0)).toEqual(['dd', 'bb'])
  })

  it('ask again after a failure', async () => {
    const kept = new KeptAnswers<string>(6)
    await expect(kept.get('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
    expect(await kept.get('a', ask('a'))).toBe('a')
  })

  it.each([
    ['all', undefined, 'too long'],
    ['one', 4, 'long!'],
  ])('do not keep what costs more than %s may, and keep the others then', async (_, mostOfOne, long) => {
    const kept = new KeptAnswers<string>(6, (answer) => answer.length, mostOfOne)
    asked.length = 0
    for (const key of ['aa', long, long, 'aa']) expect(await kept.get(key, ask(key))).toBe(key)
    expect(asked).toEqual(['aa', long, long])
  })
})
