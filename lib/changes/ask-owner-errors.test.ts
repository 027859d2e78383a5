import { afterAll, beforeAll, expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import { parseCodeowners } from '@/lib/repository/codeowners'
import { askOwnerErrors } from './ask-owner-errors'
import { openChangeStage, type ChangeStage } from './testing/change-stage'

let stage: ChangeStage
beforeAll(async () => {
  stage = await openChangeStage()
})
afterAll(() => stage.close())

const PATH = '.github/CODEOWNERS'
const BAD =
  '/policies/ @ben\n/policies/data/ @nobody-here @ben\n/policies/support/ @acme/no-team\n[a-z] @ben\n'
const target = { owner: REPOSITORY.owner, name: REPOSITORY.repo, ref: 'main' }
const ask = (text: string) =>
  askOwnerErrors(() => Promise.resolve(stage.client('ben')), target, parseCodeowners(text, PATH).errors)

it('says in the words of the forge which lines it skips and which owners it does not know, and nothing of a good file', async () => {
  const good = '/policies/ @ben\n/policies/payments/ @acme/payments\n'
  await stage.push({ [PATH]: good })
  expect(await ask(good)).toEqual({ saidBy: 'forge', errors: [] })
  await stage.push({ [PATH]: BAD })
  expect(await ask(BAD)).toMatchObject({
    saidBy: 'forge',
    errors: [
      {
        line: 2,
        column: 17,
        kind: 'Unknown owner',
        suggestion: expect.stringContaining('make sure @nobody-here exists'),
      },
      {
        line: 3,
        kind: 'Unknown owner',
        suggestion: expect.stringContaining('make sure the team @acme/no-team exists'),
      },
      { line: 4, kind: 'Invalid pattern' },
    ],
  })
})

it('is what Lockstep found itself, and says so, while the forge does not answer, and the forge’s own words again when it does', async () => {
  await stage.push({ [PATH]: BAD })
  await stage.forge.admin('/_test/fault', { kind: 'outage', path: '/api/v3/repos/*/codeowners/errors' })
  expect(await ask(BAD)).toMatchObject({ saidBy: 'lockstep', errors: [{ line: 4, kind: 'Invalid pattern' }] })
  await stage.forge.admin('/_test/fault', undefined, 'DELETE')
  expect(await ask(BAD)).toMatchObject({ saidBy: 'forge' })
})
