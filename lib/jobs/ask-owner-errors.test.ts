import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { createDraft } from '@/lib/changes/create-draft'
import { getDraft } from '@/lib/changes/get-draft'
import { knownOwnerErrors } from '@/lib/changes/known-owner-errors'
import type { Context, PersonActor } from '@/lib/context'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { askOwnerErrorsJob } from './ask-owner-errors'

let test: TestServer
let calls = 0

const START = new Date('2026-03-03T09:00:00Z')
const GOOD = '/payments/ @acme/payments\n'
const BAD = '/payments/ @acme/nobody @acme/payments\n/security/ security\n'
const MINUTE = 60_000

beforeAll(async () => {
  test = await startTestServer()
  const client = await test.server.app.installationClient()
  client.hook.before('request', ({ url }) => {
    if (url.endsWith('/codeowners/errors')) calls += 1
  })
})

afterAll(() => test.close())

beforeEach(() => {
  calls = 0
})

async function owners(text: string): Promise<void> {
  const files = { '.github/CODEOWNERS': text }
  const where = { repository: FULL_NAME, branch: 'main', person: 'dora', at: START }
  await test.forge.forge.commitFiles({ ...where, files, message: 'Owners' })
  await test.server.mirror.fetch()
}

async function run(minutes: number): Promise<void> {
  const { server } = test
  const ctx = { ...systemContext(server, 'owners'), now: new Date(START.getTime() + minutes * MINUTE) }
  await askOwnerErrorsJob.run({ ctx, server, signal: new AbortController().signal })
}

async function known() {
  const { mirror, repository } = test.server
  const tip = await mirror.objects.resolve(repository.ref)
  const file = tip === null ? null : await readCodeowners(mirror.objects, tip)
  if (file === null) throw new Error('no owners file')
  const { saidBy, errors } = knownOwnerErrors(file)
  return [saidBy, ...errors.map(({ line, kind }) => `${line} ${kind}`)]
}

it('the forge’s word on the owners file is known as soon as the job has asked, and asked again for another content or after a while only', async () => {
  await owners(GOOD)
  expect(await known()).toEqual(['lockstep'])
  await run(0)
  expect([calls, await known()]).toEqual([1, ['forge']])
  await run(4)
  expect(calls).toBe(1)
  await owners(BAD)
  expect(await known()).toEqual(['lockstep', '2 Invalid owner'])
  await run(4)
  expect([calls, await known()]).toEqual([2, ['forge', '1 Unknown owner', '2 Invalid owner']])
  await run(10)
  expect(calls).toBe(3)
})

it('while the forge does not answer its last word stays, and of another content it is what Lockstep reads', async () => {
  await owners(BAD)
  await run(20)
  await test.forge.admin('/_test/fault', { kind: 'outage', path: '/api/v3/repos/*/codeowners/errors' })
  await run(30)
  expect(await known()).toEqual(['forge', '1 Unknown owner', '2 Invalid owner'])
  await owners(`${BAD}/x/ y\n`)
  await run(40)
  expect(await known()).toEqual(['lockstep', '2 Invalid owner', '3 Invalid owner'])
  await test.forge.admin('/_test/fault', undefined, 'DELETE')
})

it('a draft says whom GitHub does not know as an owner, and asks for nothing to know it', async () => {
  const { server } = test
  await owners(BAD)
  await run(50)
  await test.signIn('ana')
  const { id: personId } = await server.database.prisma.person.findFirstOrThrow({ where: { login: 'ana' } })
  const person = { personId, login: 'ana', name: 'ana', sessionId: 's', role: 'write' } as const
  const ctx: Context<PersonActor> = { ...systemContext(server, 'x'), actor: { kind: 'person', ...person } }
  const input = { title: 't', description: '', files: [{ path: 'policies/a.yaml', text: 'version: "1"\n' }] }
  const made = await createDraft({ ctx, source: server, input })
  if (made.kind !== 'created') throw new Error(made.kind)
  calls = 0
  const view = await getDraft({ ctx, source: server, id: made.id })
  expect(view?.unreadOwners).toEqual({ isTooLarge: false, count: 1, lines: [2], unknown: ['@acme/nobody'] })
  expect(calls).toBe(0)
})
