import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { createEnrolmentKey } from '@/lib/fleet/create-enrolment-key'
import { enrolProxy } from '@/lib/fleet/enrol-proxy'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { recordReport } from '@/lib/fleet/record-report'
import { digests, enrolment, instanceRunning, policyText, report } from '@/lib/fleet/testing/start-fleet'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import { pollMirrorJob } from './poll-mirror'
import { reportRolloutJob } from './report-rollout'

let test: TestServer
/** The change that the case is about, and its content. */
let [commit, changed] = ['', '']
const PATH = 'policies/rollout.yaml'
const OLD = policyText('old')
/** The connector of each, with its one process. */
const proxies = new Map<string, { proxyId: string; boot: string; process: string; seq: number }>()

async function push(content: string, path = PATH, branch = 'main'): Promise<string> {
  const { sha } = await test.forge.forge.commitFiles({
    repository: FULL_NAME,
    branch,
    files: { [path]: content },
    message: 'Change the policy',
    person: 'ana',
    at: new Date(),
  })
  const ctx = systemContext(test.server, 'mirror')
  await pollMirrorJob.run({ ctx, server: test.server, signal: new AbortController().signal })
  return sha
}

async function enrol(name: string, path = 'rollout.yaml', env = 'prod') {
  const ctx = systemContext(test.server, 'test')
  const scope = { paths: ['policies/**'], modes: ['pull' as const], names: ['*'] }
  const person = { kind: 'person' as const, personId: randomUUID(), sessionId: randomUUID(), login: 'ana' }
  const actor = { ...person, name: 'Ana', role: 'admin' as const }
  const made = await createEnrolmentKey({ ctx: { ...ctx, actor }, input: { scope, uses: 1, minutes: 60 } })
  if (made.kind !== 'created') throw new Error(made.kind)
  const input = enrolment({ key: made.key, name, path, labels: { env } })
  const result = await enrolProxy({ ctx, source: fleetParts(test.server).source, input })
  if (result.kind !== 'enrolled') throw new Error(result.kind)
  const { proxyId } = result.answer
  proxies.set(name, { proxyId, boot: randomUUID(), process: randomUUID(), seq: 0 })
}

/** Its process has loaded this content, proved. */
async function runs(name: string, text: string): Promise<void> {
  const proxy = proxies.get(name)
  if (proxy === undefined) throw new Error(name)
  const { proxyId, boot, process, seq } = proxy
  proxy.seq += 1
  const now = new Date()
  const at = now.toISOString()
  const content = { ...digests(text), error: null }
  await recordReport({
    ctx: { ...systemContext(test.server, 'test'), actor: { kind: 'connector', proxyId, proxyName: name } },
    parts: fleetParts(test.server),
    input: report({
      boot,
      seq,
      clock: at,
      facts: { delivered: { ...content, path: '/etc/p.yaml', at, source: 'disk' } },
      instances: [instanceRunning(text, now, { id: process })],
      loads: [{ ...content, instance: process, at, kind: 'reload', result: 'success', evidence: 3 }],
    }),
  })
}

async function turn(later = 0, job = reportRolloutJob): Promise<void> {
  const ctx = { ...systemContext(test.server, 'rollout'), now: new Date(Date.now() + later) }
  await job.run({ ctx, server: test.server, signal: new AbortController().signal })
}

/** The job of a process that was just started. */
async function startProcess() {
  vi.resetModules()
  return (await import('./report-rollout')).reportRolloutJob
}

/** Newest first. */
async function statuses(ref = commit) {
  const { data } = await test.forge.as('ana').rest.repos.listCommitStatusesForRef({ ...REPOSITORY, ref })
  return data.map(({ context, state, description }) => ({ context, state, description }))
}

const says = (state: string, running: number) => ({
  context: 'fleet/prod',
  state,
  description: `${running} of 2 proxies run it`,
})

beforeAll(async () => {
  test = await startTestServer()
  await push(OLD)
  await enrol('first')
  await enrol('second')
})

beforeEach(async () => {
  changed = policyText(randomUUID())
  commit = await push(changed)
})

afterAll(() => test.close())

// Octokit spaces writes by a second.
describe('the status of a rollout on the commit that changed policies', { timeout: 60_000 }, () => {
  it('says how many proxies of the environment run it, and is set only when that changes', async () => {
    await runs('first', changed)
    await runs('second', OLD)
    await turn()
    expect(await statuses()).toEqual([says('pending', 1)])
    await turn()
    expect(await statuses()).toEqual([says('pending', 1)])
    await runs('second', changed)
    await turn()
    expect(await statuses()).toEqual([says('success', 2), says('pending', 1)])
  })

  it('is set again when a count comes back that stood there before', async () => {
    await runs('first', changed)
    for (const content of [changed, OLD, changed]) {
      await runs('second', content)
      await turn()
    }
    expect(await statuses()).toEqual([says('success', 2), says('pending', 1), says('success', 2)])
  })
})

describe('the status of a rollout on a commit that another followed', { timeout: 60_000 }, () => {
  const replaced = (by: string, running: number) => ({
    context: 'fleet/prod',
    state: 'success',
    description: `${running} of 2 proxies ran it before ${by.slice(0, 7)} replaced it`,
  })

  it('ends with who ran it when the other replaced the same file, and nothing is sent twice', async () => {
    await runs('first', changed)
    await runs('second', OLD)
    await turn()
    const next = policyText(randomUUID())
    const replacing = await push(next)
    await runs('first', next)
    await runs('second', next)
    for (let count = 0; count < 3; count += 1) await turn()
    expect(await statuses()).toEqual([replaced(replacing, 1), says('pending', 1)])
    expect(await statuses(replacing)).toEqual([says('success', 2)])
  })

  it('is set also when no turn came between the two', async () => {
    await runs('first', changed)
    await runs('second', changed)
    const replacing = await push(policyText(randomUUID()))
    await turn()
    expect(await statuses()).toEqual([replaced(replacing, 2)])
    expect(await statuses(replacing)).toEqual([says('pending', 0)])
  })

  it('goes on by itself when the other changed another file', async () => {
    await runs('first', changed)
    await runs('second', OLD)
    await turn()
    const other = policyText(randomUUID())
    const elsewhere = await push(other, 'policies/other.yaml')
    await enrol('third', 'other.yaml', 'staging')
    await runs('second', changed)
    await runs('third', other)
    for (let count = 0; count < 2; count += 1) await turn()
    expect(await statuses()).toEqual([says('success', 2), says('pending', 1)])
    const description = '1 of 1 proxies run it'
    expect(await statuses(elsewhere)).toEqual([{ context: 'fleet/staging', state: 'success', description }])
  })

  it('comes to its end also when it stood pending for more than a day, in a process that remembers nothing', async () => {
    await runs('first', changed)
    await runs('second', OLD)
    await turn()
    const replacing = await push(policyText(randomUUID()))
    for (let count = 0; count < 2; count += 1) await turn(25 * 3_600_000, await startProcess())
    expect(await statuses()).toEqual([replaced(replacing, 1), says('pending', 1)])
    expect(await statuses(replacing)).toHaveLength(1)
  })
})

describe('the status of a rollout of an environment that follows a branch of its own', () => {
  it('stands on the commits of that branch, and leads to the fleet', { timeout: 60_000 }, async () => {
    await test.forge.as('ana').rest.git.createRef({ ...REPOSITORY, ref: 'refs/heads/release', sha: commit })
    await push('environments: { eu: { ref: release } }\n', '.lockstep.yaml')
    const text = policyText(randomUUID())
    const released = await push(text, PATH, 'release')
    await enrol('fourth', 'rollout.yaml', 'eu')
    await runs('fourth', text)
    await turn()
    const description = '1 of 1 proxies run it'
    expect(await statuses(released)).toEqual([{ context: 'fleet/eu', state: 'success', description }])
    const { data } = await test.forge
      .as('ana')
      .rest.repos.listCommitStatusesForRef({ ...REPOSITORY, ref: released })
    expect(data[0]?.target_url).toBe('http://lockstep.test/fleet?env=eu')
  })
})
