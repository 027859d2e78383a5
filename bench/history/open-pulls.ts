import { countOpenChanges } from '@/lib/changes/count-open-changes'
import { listChanges } from '@/lib/changes/list-changes'
import { refreshChanges } from '@/lib/changes/refresh-changes'
import { openChangeStage, type ChangeStage } from '@/lib/changes/testing/change-stage'
import { openPulls } from '@/lib/changes/testing/open-pulls'
import type { Report } from '../main'
import { p95, timed } from './percentile'

const PULLS = 200
const LISTS = 100
const ROUNDS = 5
const MINUTE = 60_000

/**
 * 200 open pull requests of a local forge with real branches. `openPullsListedP95Ms`: what the page of the changes reads (target ≤ 150).
 * `warmRefreshCalls`: API calls of one look at the forge when all of them are known and each is due again, the most of five (target ≤ 20);
 * `warmRefreshMs`: how long it takes. `coldListCalls`: calls until all are listed for the first time. `coldRefreshCalls`: until everything
 * about all of them is known.
 */
export async function measureOpenPulls(report: Report, databaseUrl: string): Promise<void> {
  const stage = await openChangeStage(databaseUrl)
  try {
    await openPulls(stage, PULLS)
    const look = lookAt(stage)
    const first = await look(new Date())
    report('coldListCalls', first.listCalls, 'calls')
    let calls = first.calls
    for (let waiting = first.waiting; waiting > 0;) {
      const next = await look(new Date())
      calls += next.calls
      waiting = next.waiting
    }
    report('coldRefreshCalls', calls, 'calls')
    const rounds: { calls: number; ms: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const now = new Date(Date.now() + 10 * MINUTE + round)
      let made = 0
      const ms = await timed(async () => {
        made = (await look(now)).calls
      })
      rounds.push({ calls: made, ms })
    }
    report('warmRefreshCalls', Math.max(...rounds.map((round) => round.calls)), 'calls')
    report('warmRefreshMs', Math.max(...rounds.map(({ ms }) => ms)), 'ms')
    report('openPullsListedP95Ms', p95(await listTimes(stage)), 'ms')
  } finally {
    await stage.close()
  }
}

/** One look as the background does it, with the calls that it makes. */
function lookAt(stage: ChangeStage) {
  const client = stage.client('dora')
  let urls: string[] = []
  client.hook.before('request', ({ url }) => void urls.push(url))
  return async (now: Date) => {
    urls = []
    const result = await refreshChanges({ ctx: stage.system(now), source: stage.source, client })
    if (result.kind !== 'refreshed') throw new Error(`the forge answered ${result.kind}`)
    const listCalls = urls.filter((url) => /\/pulls(\?|$)/.test(url)).length
    return { calls: urls.length, listCalls, waiting: result.waiting }
  }
}

async function listTimes(stage: ChangeStage): Promise<number[]> {
  const { mirror, repository } = stage.source
  const ctx = stage.system()
  const times: number[] = []
  for (let count = 0; count < LISTS; count += 1) {
    times.push(
      await timed(async () => {
        const history = await mirror.history(repository.ref)
        if (history === null) throw new Error('the mirror has no history')
        const of = { ctx, source: stage.source, history, root: 'policies' }
        const listed = await listChanges({ ...of, input: { state: 'open' } })
        const counted = await countOpenChanges({ ctx, branch: 'main', root: 'policies' })
        if (listed.length !== PULLS || counted !== PULLS) throw new Error(`${listed.length} were listed`)
      }),
    )
  }
  return times
}
