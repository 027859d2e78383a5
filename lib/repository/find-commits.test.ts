import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findCommits } from './find-commits'
import { openTestRepository, type TestRepository } from './testing/open-repository'

const PAY = 'policies/pay.yaml'

let repository: TestRepository

beforeAll(async () => {
  repository = await openTestRepository()
  const { commit } = repository
  for (let version = 1; version <= 45; version += 1)
    await commit(`Version ${version} of pay`, { [PAY]: `# ${version}\n` })
  await commit('Bring mail', { 'policies/mail.yaml': '# mail\n' })
  await commit('Say version 3 and mail in the readme', { 'README.md': 'x\n' })
  await repository.merge('Version 7 of pay', {
    number: 412,
    title: 'Rate-limit write tools',
    openedBy: 'tomas-o',
    mergedAt: new Date('2026-11-02T10:00:00Z'),
  })
  await repository.mirror.fetch()
})

afterAll(() => repository.close())

async function find(q: string, policy?: string[]) {
  const { mirror, history } = await repository.source()
  const { ctx } = repository
  const { commits, matching } = await findCommits({ ctx, mirror, history }, { q, policy })
  return { titles: commits.map(({ title }) => title), touches: commits.map((one) => one.touches), matching }
}

describe('the search for a commit to compare with', () => {
  it('offers without words the newest that changed the file, and counts all', async () => {
    const { titles, matching } = await find('', [PAY])
    expect(titles.slice(0, 2)).toEqual(['Version 45 of pay', 'Version 44 of pay'])
    expect(titles).toHaveLength(30)
    expect(matching).toBe(45)
  })

  it('offers without a file those that changed any policy, and no others', async () => {
    const { titles, matching } = await find('')
    expect(titles[0]).toBe('Bring mail')
    expect(matching).toBe(46)
  })

  it('reaches the oldest by its words, side by side before apart, whatever their case', async () => {
    expect((await find('VERSION 1 of pay', [PAY])).titles[0]).toBe('Version 1 of pay')
    expect((await find('pay 44 version', [PAY])).titles).toEqual(['Version 44 of pay'])
    expect((await find('bring')).titles).toEqual(['Bring mail'])
  })

  it.each([
    ['the number of the pull request', '#412'],
    ['its title', 'rate-limit'],
    ['who drafted it', '@tomas'],
    ['the day it was merged', '2026-11-02'],
    ['that day as the pages write it', '2 Nov 2026'],
  ])('finds one by %s', async (_, words) => {
    expect((await find(words, [PAY])).titles).toEqual(['Rate-limit write tools'])
  })

  it('finds one by its id, whole or begun, and also one that did not touch the file', async () => {
    const sha = repository.at('Bring mail')
    expect(await find(sha, [PAY])).toMatchObject({ titles: ['Bring mail'], touches: [false] })
    expect((await find(sha.slice(0, 9).toUpperCase(), [PAY])).titles).toEqual(['Bring mail'])
  })

  it('puts those that changed the file before newer ones that did not', async () => {
    const { titles, touches } = await find('3 of pay', [PAY])
    expect(titles.slice(0, 4).map((title) => title.slice(8))).toEqual([
      '43 of pay',
      '33 of pay',
      '23 of pay',
      '13 of pay',
    ])
    expect((await find('version 3 readme', [PAY])).touches).toEqual([false])
    const mail = await find('mail', ['policies/mail.yaml'])
    expect([touches[0], mail.touches]).toEqual([true, [true, false]])
  })

  it('finds nothing by what no commit has', async () => {
    expect(await find('no such thing')).toEqual({ titles: [], touches: [], matching: 0 })
  })
})
