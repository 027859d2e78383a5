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

  it('do not keep what costs more than all may', async () => {
    const kept = new KeptAnswers<string>(1, (answer) => answer.length)
    asked.length = 0
    for (const key of ['long', 'long']) expect(await kept.get(key, ask(key))).toBe('long')
    expect(asked).toEqual(['long', 'long'])
  })
})
