import { afterEach, beforeEach, expect, it } from 'vitest'
import { foundAcme, proposeChange, REPOSITORY } from '@/forge/testing/acme'
import { startForge, type RunningForge } from '@/forge/testing/start-forge'
import { createClient } from '@/lib/git/github-client'
import { markReady } from './mark-ready'

let forge: RunningForge
let number: number

beforeEach(async () => {
  forge = await startForge()
  await foundAcme(forge.forge)
  const what = { person: 'ana', path: 'payments/limits.yaml', text: 'limit: 2\n', branch: 'topic' }
  number = await proposeChange(forge.forge, { ...what, draft: true })
})

afterEach(() => forge.close())

const client = (login: string) =>
  createClient({
    apiUrl: `${forge.url}/api/v3`,
    identity: login,
    authentication: { auth: forge.token(login) },
    isPaced: false,
  })

const read = async () => (await forge.as('ana').rest.pulls.get({ ...REPOSITORY, pull_number: number })).data

it('ends the draft state, so that the owners are asked', async () => {
  const before = await read()
  expect([before.draft, before.requested_teams]).toEqual([true, []])
  expect(await markReady(client('ana'), before.node_id)).toBe(true)
  const after = await read()
  expect(after.draft).toBe(false)
  expect([...(after.requested_teams ?? []), ...(after.requested_reviewers ?? [])]).not.toEqual([])
  expect(await markReady(client('ana'), before.node_id)).toBe(true)
})

it('says so where the forge does not let this person, and throws when it does not answer', async () => {
  const { node_id: id } = await read()
  expect(await markReady(client('rita'), id)).toBe(false)
  expect(await markReady(client('ana'), 'bm90aGluZw==')).toBe(false)
  await forge.admin('/_test/fault', { kind: 'outage', path: '/api/graphql' })
  await expect(markReady(client('ana'), id)).rejects.toMatchObject({ status: 503 })
  await forge.admin('/_test/fault', undefined, 'DELETE')
  expect((await read()).draft).toBe(true)
})
