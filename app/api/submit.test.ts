import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { isSubmitted } from '@/lib/changes/is-submitted'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { POST as create } from './drafts/route'
import { POST as submit } from './drafts/[id]/submit/route'

const PATH = 'policies/pay.yaml'

let test: TestServer
let cookie: string

beforeAll(async () => {
  test = await startTestServer()
  const files = { [PATH]: 'version: "1"\n' }
  const push = { repository: FULL_NAME, branch: 'main', files, message: 'Push', person: 'dora' }
  await test.forge.forge.commitFiles({ ...push, at: new Date() })
  await test.server.mirror.fetch()
  cookie = await test.signIn('ana')
})
afterAll(() => test.close())

async function draftOf(text: string): Promise<string> {
  const body = JSON.stringify({ files: [{ basePath: PATH, text }] })
  const headers = { 'content-type': 'application/json' }
  const request = test.request('/api/drafts', { method: 'POST', cookie, headers, body })
  const answer = await create(request, { params: Promise.resolve({}) })
  const { id } = (await answer.json()) as { id: string }
  return id
}

async function submitted(id: string): Promise<unknown> {
  const body = JSON.stringify({ revision: 0, title: 'Deny all' })
  const headers = { 'content-type': 'application/json' }
  const request = test.request(`/api/drafts/${id}/submit`, { method: 'POST', cookie, headers, body })
  const answer = await submit(request, { params: Promise.resolve({ id }) })
  return JSON.parse((await answer.text()).trim().split('\n').at(-1) ?? '')
}

describe('a submission whose pull request is open', () => {
  it.each([
    ['does not know it', { kind: 'outage', status: 404, method: 'GET', path: '*/pulls/*' }],
    ['gives no list', { kind: 'outage', status: 422, method: 'GET', path: '*/pulls', skip: 1 }],
  ])('says so where the forge, asked what Lockstep shows of it, %s', async (_, fault) => {
    const id = await draftOf(`version: "1"\ndefault: deny\ndescription: ${fault.path.length}\n`)
    await test.forge.admin('/_test/fault', fault)
    const answer = await submitted(id)
    await test.forge.admin('/_test/fault', undefined, 'DELETE')
    const ctx = systemContext(test.server, 'test')
    const draft = await ctx.db.prisma.draft.findUniqueOrThrow({ where: { id } })
    const number = draft.changeNumber
    expect(answer).toEqual({ kind: 'opened', number })
    expect(await isSubmitted({ ctx, number: number ?? 0 })).toBe(true)
    expect(await isSubmitted({ ctx, number: 4711 })).toBe(false)
  })
})
