import { afterAll, beforeAll, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { PUT as saveDraft } from './drafts/[id]/route'
import { POST as submitDraft } from './drafts/[id]/submit/route'
import { POST as createDraft } from './drafts/route'
import { GET as readSource } from './drafts/sources/route'

const PATH = 'policies/pay.yaml'

let test: TestServer
let cookie: string
let id: string
let baseBlob: string

beforeAll(async () => {
  test = await startTestServer()
  cookie = await test.signIn('ana')
  const files = { [PATH]: 'version: "1"\ndefault: deny\n' }
  await test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files,
    message: 'Add it',
    person: 'ana',
    at: new Date('2026-03-03T09:00:00Z'),
  })
  await test.server.mirror.fetch()
  const made: unknown = await (await create({ files: [{ basePath: PATH }] })).json()
  id = made !== null && typeof made === 'object' && 'id' in made ? String(made.id) : ''
  const { files: stored } = await test.server.database.prisma.draft.findUniqueOrThrow({
    where: { id },
    include: { files: true },
  })
  baseBlob = stored[0]?.baseBlob ?? ''
})
afterAll(() => test.close())

function send(method: string, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json', origin: 'http://lockstep.test' }
  return test.request(path, { method, cookie, headers, body: JSON.stringify(body) })
}

const create = (body: unknown) =>
  createDraft(send('POST', '/api/drafts', body), { params: Promise.resolve({}) })
const at = () => ({ params: Promise.resolve({ id }) })
const save = (more: object) =>
  saveDraft(
    send('PUT', `/api/drafts/${id}`, { revision: 0, title: 't', description: '', files: [], ...more }),
    at(),
  )
const submit = (more: object) =>
  submitDraft(send('POST', `/api/drafts/${id}/submit`, { revision: 0, title: 't', ...more }), at())
const source = (path: string) =>
  readSource(test.request(`/api/drafts/sources?path=${encodeURIComponent(path)}`, { cookie }), {
    params: Promise.resolve({}),
  })

const rule = (name: string) => ({ op: 'add-rule', tool: 't', content: { name, action: 'deny' } })
const stored = (more: object) => ({ basePath: PATH, baseBlob, path: PATH, ...more })

it.each<[string, () => Promise<Response>]>([
  ['creates one file twice', () => create({ files: [{ basePath: PATH }, { basePath: PATH }] })],
  ['saves one file twice', () => save({ files: [stored({}), stored({ path: 'policies/other.yaml' })] })],
  ['creates U+0000 in an edit', () => create({ files: [{ basePath: PATH, edits: [rule('a\0b')] }] })],
  ['saves U+0000 in an edit', () => save({ files: [stored({ edits: [rule('a\0b')] })] })],
  ['saves half a character in an edit', () => save({ files: [stored({ edits: [rule('a\ud800')] })] })],
  ['saves U+0000 in the name of a save', () => save({ attempt: 'a\0b' })],
  ['saves U+0000 in the name of a save before', () => save({ after: ['a\0b'] })],
  ['saves half a character in the name of a save', () => save({ attempt: '\ud800' })],
  ['saves half a character in the name of a save before', () => save({ after: ['\ud800'] })],
  ['saves U+0000 in a title', () => save({ title: '\0' })],
  ['saves U+0000 in a label', () => save({ wishes: { asDraft: false, labels: ['\0'], reason: null } })],
  ['saves a long title', () => save({ title: 'x'.repeat(257) })],
  ['saves a path above the repository', () => save({ files: [stored({ path: '../x.yaml' })] })],
  ['saves a path with U+0000', () => save({ files: [stored({ path: 'policies/\0.yaml' })] })],
  ['saves a path that begins with a slash', () => save({ files: [stored({ path: '/policies/a.yaml' })] })],
  [
    'saves 1,001 edits',
    () => save({ files: [stored({ edits: Array.from({ length: 1001 }, () => rule('a')) })] }),
  ],
  ['saves revision 2^60', () => save({ revision: 2 ** 60 })],
  ['saves revision 2^40', () => save({ revision: 2 ** 40 })],
  ['submits U+0000 in the title', () => submit({ title: 'a\0' })],
  ['submits half a character in the title', () => submit({ title: '\ud800' })],
  ['submits U+0000 in a label', () => submit({ labels: ['a\0'] })],
  ['submits U+0000 in the reason', () => submit({ emergency: { reason: '\0' } })],
  ['reads a source above the repository', () => source('../etc/passwd')],
  ['reads a source with U+0000', () => source('policies/\0')],
  ['reads a source with a line break', () => source('policies/a\nb.yaml')],
  ['reads a source with half a path', () => source('policies//pay.yaml')],
  ['reads a long source', () => source('a/'.repeat(3000))],
])('a request that %s is refused, and said why', async (_, ask) => {
  const answer = await ask()
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/\.$/) })
})

it('a draft is saved with all that can be kept', async () => {
  const edits = Array.from({ length: 1000 }, (_, n) => rule(`no ${n} \u{1f6d1}`))
  const wishes = { asDraft: false, labels: ['it’s, “quoted”'], reason: null }
  const answer = await save({ files: [stored({ edits })], wishes, title: 'é'.repeat(256), attempt: 'a' })
  expect([answer.status, await answer.json()]).toEqual([200, { kind: 'saved', revision: 1 }])
})
