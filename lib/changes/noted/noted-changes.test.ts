import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { sayNotProved } from '../change-evidence'
import { changesAsOf } from '../changes-as-of'
import { getEvidence } from '../get-evidence'
import { refreshChanges } from '../refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from '../testing/change-stage'
import { notedAsOf } from './noted-change'

let stage: ChangeStage

const PATH = 'policies/payments/stripe.yaml'
const OTHER = 'policies/support/slack.yaml'
const START = new Date('2026-03-02T09:00:00Z')
const hour = (hours: number) => new Date(START.getTime() + hours * 3_600_000)

const of = { repository: FULL_NAME, person: 'ana' }

async function push(
  branch: string,
  limit: string,
  at: Date,
  more: Record<string, string> = {},
): Promise<void> {
  const files = { [PATH]: STRIPE.replace('500', limit), ...more }
  await stage.forge.forge.commitFiles({ ...of, branch, files, message: limit, at })
}

async function open(branch: string, at: Date): Promise<number> {
  await push(branch, '50', at)
  const pull = { head: branch, base: 'main', title: branch, body: '', draft: false }
  return (await stage.forge.forge.openPull({ ...of, at, ...pull })).issue.number
}

async function look(hours: number): Promise<void> {
  await stage.source.mirror.fetch()
  const ctx = stage.system(hour(hours))
  const result = await refreshChanges({ ctx, source: stage.source, client: stage.client('dora') })
  expect(result.kind).toBe('refreshed')
}

async function check(state: 'success' | 'failure'): Promise<void> {
  const { pulls, repos } = stage.forge.as('dora').rest
  const { sha } = (await pulls.get({ ...REPOSITORY, pull_number: 1 })).data.head
  await repos.createCommitStatus({ ...REPOSITORY, sha, state, context: 'ci' })
}

/** Opened at 1, `ci` fails at 2, closed at 4, opened again at 6, another push at 8 to another file with `ci` passing; Lockstep looks after each. */
beforeAll(async () => {
  stage = await openChangeStage()
  const { forge } = stage.forge
  const number = await open('first', hour(1))
  await look(1)
  await check('failure')
  await stage.database.pool.query('UPDATE change_request SET stale_since = $1', [hour(2)])
  await look(2)
  await forge.closePull({ ...of, number, at: hour(4) })
  await look(5)
  await forge.reopenPull({ ...of, number, at: hour(6) })
  await look(7)
  await push('first', '5000', hour(8), { [OTHER]: 'version: "1"\n' })
  await check('success')
  await look(9)
})

afterAll(() => stage.close())

async function then(hours: number) {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  const [ctx, { source }] = [stage.system(), stage]
  const input = { at: hour(hours), position: null }
  const { open: isOpen, done } = await changesAsOf({ ctx, source, history, root: 'policies', input })
  return {
    open: isOpen.map(({ pull, noted }) => [pull.title, noted?.checks?.map(({ state }) => state) ?? null]),
    done: done.map((change) =>
      change.kind === 'push' ? 'push' : [change.title, change.state, change.closedAt],
    ),
  }
}

describe('a change that was closed and opened again', () => {
  it.each([
    ['was open before, with what its checks said', 1.5, [['first', []]], []],
    ['was open with another answer of them later', 3, [['first', ['failure']]], []],
    ['was closed in between, since when the forge said', 4.5, [], [['first', 'closed', hour(4)]]],
    ['was open again afterwards, with what they said of the same head', 7.5, [['first', ['failure']]], []],
    ['has the answer of its newer head', 10, [['first', ['success']]], []],
  ])('%s', async (_, at, isOpen, done) => {
    expect(await then(at)).toEqual({ open: isOpen, done })
  })

  it('has the files and the effect of the head of then, and those of its last head only where none was noted', async () => {
    const filesAt = async (hours: number) => {
      const history = await stage.source.mirror.history(stage.source.repository.ref)
      if (history === null) throw new Error('no history')
      const [ctx, { source }] = [stage.system(), stage]
      const input = { at: hour(hours), position: null }
      const [first] = (await changesAsOf({ ctx, source, history, root: 'policies', input })).open
      return [first?.isHeadOfThen, first?.pull.review.paths, first?.pull.review.effect?.verdict]
    }
    expect(await filesAt(3)).toEqual([true, [PATH], 'tightens'])
    expect(await filesAt(10)).toEqual([true, [PATH, OTHER], 'loosens'])
    await stage.database.pool.query(`UPDATE change_request SET opened_at = opened_at - interval '30 minutes'`)
    expect(await filesAt(0.8)).toEqual([false, [PATH, OTHER], 'loosens'])
    await stage.database.pool.query(`UPDATE change_request SET opened_at = opened_at + interval '30 minutes'`)
  })

  it('is noted once for what stays the same, and no row of it can be changed', async () => {
    const count = async () => stage.database.prisma.notedChange.count()
    const before = await count()
    await look(12)
    expect(await count()).toBe(before)
    await expect(stage.database.pool.query('UPDATE noted_change SET state = $1', ['open'])).rejects.toThrow(
      'only grows',
    )
  })

  it('says nothing of a time before it was noted', async () => {
    expect((await notedAsOf(stage.system(), hour(0.5), [1])).size).toBe(0)
  })
})

describe('its evidence as of an instant', () => {
  async function evidence(hours: number) {
    const history = await stage.source.mirror.history(stage.source.repository.ref)
    if (history === null) throw new Error('no history')
    const [ctx, { source }] = [stage.system(), stage]
    const asOf = { at: hour(hours), position: null }
    const found = await getEvidence({ ctx, source, history, root: 'policies', number: 1, asOf })
    if (found === null) throw new Error('not opened yet')
    return { ...found, notProved: sayNotProved({ ...found, runs: [] }).join(' ') }
  }

  it('has the checks, the head and the files of then', async () => {
    const early = await evidence(3)
    expect(early).toMatchObject({ state: 'open', checks: [{ name: 'ci', state: 'failure' }] })
    expect(early.headSha).toBe(early.noted?.headSha)
    expect(early.files.map(({ path }) => path)).toEqual([PATH])
    expect(early.meanings).toMatchObject([{ path: PATH, verdict: 'tightens' }])
    expect(early.notProved).not.toContain('held these bytes')
    expect(await evidence(4.5)).toMatchObject({ state: 'closed', closedAt: hour(4) })
    const late = await evidence(10)
    expect(late).toMatchObject({ state: 'open', closedAt: null, checks: [{ state: 'success' }] })
    expect(late.headSha).not.toBe(early.headSha)
    expect(late.files.map(({ path }) => path)).toEqual([PATH, OTHER])
    expect(late.notProved).not.toContain('held these bytes')
    expect(late.notProved).toContain('between two looks')
  })
})

it('is open until it was closed, also when the look that saw it closed had begun before', async () => {
  const number = await open('second', hour(11))
  await look(11)
  await stage.forge.forge.closePull({ ...of, number, at: hour(13) })
  await look(12)
  const titles = async (at: number) => (await then(at)).open.map(([title]) => title)
  expect(await titles(12.5)).toContain('second')
  expect(await titles(13.5)).not.toContain('second')
})
