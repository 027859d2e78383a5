import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { GET as bar } from './bar/route'

let test: TestServer
beforeAll(async () => {
  test = await startTestServer()
})
afterAll(() => test.close())

const nowhere = { params: Promise.resolve({}) }

it('the numbers of the bar are told to whoever may look, with the instant that they are of', async () => {
  const before = new Date().toISOString()
  const answer = await bar(test.request('/api/bar', { cookie: await test.signIn('rita') }), nowhere)
  expect(answer.status).toBe(200)
  const facts = await answer.json()
  expect(facts).toMatchObject({ openChanges: expect.any(Number), drifted: 0, forgeAnswers: true })
  expect(facts.at >= before).toBe(true)
  expect(Date.parse(facts.lastContact)).toBeLessThanOrEqual(Date.parse(facts.at) + 1000)
})

it('nobody else is told them', async () => {
  expect((await bar(test.request('/api/bar'), nowhere)).status).toBe(401)
})
