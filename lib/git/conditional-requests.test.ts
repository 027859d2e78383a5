import { afterAll, beforeAll, expect, it } from 'vitest'
import { foundAcme, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { askConditionally } from './conditional-requests'
import { createClient, type GitHubClient } from './github-client'

let running: RunningForge
beforeAll(async () => {
  running = await startForge()
  await foundAcme(running.forge)
})
afterAll(() => running.close())

function clientOf(mostCharacters?: number): GitHubClient {
  const apiUrl = `${running.url}/api/v3`
  const authentication = { auth: running.token('dora') }
  const client = createClient({ apiUrl, identity: 'x', authentication, isPaced: false })
  askConditionally(client, mostCharacters)
  return client
}

async function spent(client: GitHubClient): Promise<number> {
  return (await client.rest.rateLimit.get()).data.rate.used
}

const labels = (client: GitHubClient) =>
  client.rest.issues.listLabelsForRepo({ ...REPOSITORY, per_page: 100 })

it('an answer that is still the same costs nothing of the limit, and is the same', async () => {
  const client = clientOf()
  const first = await labels(client)
  const before = await spent(client)
  const second = await labels(client)
  expect(await spent(client)).toBe(before)
  expect([second.status, second.data]).toEqual([200, first.data])
  await labels(clientOf())
  expect(before).toBe(1)
})

it('a new answer is given as soon as there is one, and each address and page has its own', async () => {
  const client = clientOf()
  const count = (await labels(client)).data.length
  const issue = { ...REPOSITORY, title: 'Labelled', labels: ['brand-new'] }
  await running.as('dora').rest.issues.create(issue)
  expect((await labels(client)).data).toHaveLength(count + 1)
  const pages = client.rest.issues.listLabelsForRepo
  for (const _ of [1, 2])
    expect(await client.paginate(pages, { ...REPOSITORY, per_page: 1 })).toHaveLength(count + 1)
})

it('nobody sees what somebody else made of an answer', async () => {
  const client = clientOf()
  const { data } = await labels(client)
  const count = data.length
  data.length = 0
  expect((await labels(client)).data).toHaveLength(count)
})

it('a refusal stays a refusal, and writing is never answered from memory', async () => {
  const client = clientOf()
  for (const _ of [1, 2])
    await expect(client.rest.pulls.get({ ...REPOSITORY, pull_number: 99 })).rejects.toMatchObject({
      status: 404,
    })
  const made = [1, 2].map((number) => client.rest.issues.create({ ...REPOSITORY, title: `Issue ${number}` }))
  const numbers = (await Promise.all(made)).map(({ data }) => data.number)
  expect(new Set(numbers).size).toBe(2)
})

it('keeps no more than it may: what does not fit is asked as a whole', async () => {
  const client = clientOf(10)
  await labels(client)
  const before = await spent(client)
  expect((await labels(client)).data.length).toBeGreaterThan(0)
  expect(await spent(client)).toBe(before + 1)
})
