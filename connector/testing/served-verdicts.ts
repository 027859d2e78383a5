import { listFleet } from '@/lib/fleet/list-fleet'
import type { FleetRow } from '@/lib/fleet/fleet-row'
import { recordReport } from '@/lib/fleet/record-report'
import { startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { reportRequest } from '@/lib/wire/report'
import type { ProxyAgent } from '../proxy-agent'

/** A server elsewhere, with its own database, policy repository and clock, that says what it knows of hosts. */
export interface ServedVerdicts {
  /** A proxy of its own, whose policy is `text`. */
  enrol(text: string): Promise<ServedProxy>
  close(): Promise<void>
}

/** What a host's connector reports is judged as it is in the console. */
export interface ServedProxy {
  readonly name: string
  /** Merges another text as the policy. */
  merge(text: string): Promise<void>
  /** Tells the server all that an agent knows, and returns the proxy's line in the fleet. */
  judge(agent: ProxyAgent): Promise<FleetRow>
}

/** `elsewhere`: the time by the clock of the server. */
export async function serveVerdicts(elsewhere: () => Date): Promise<ServedVerdicts> {
  const fleet = await startFleet()
  let pushing: Promise<unknown> = Promise.resolve()
  const push = (path: string, text: string) => {
    pushing = pushing.then(() => {
      fleet.now = elsewhere()
      return fleet.push({ [path]: text })
    })
    return pushing
  }
  let count = 0
  return {
    close: () => fleet.close(),
    enrol: async (text) => {
      const name = `random-${(count += 1)}`
      await push(`policies/${name}.yaml`, text)
      const { proxyId } = await fleet.addProxy({ name, path: `${name}.yaml`, key: await fleet.key() })
      return {
        name,
        merge: async (next) => void (await push(`policies/${name}.yaml`, next)),
        judge: async (agent) => {
          await tell(fleet, { proxyId, name }, agent, elsewhere)
          fleet.now = elsewhere()
          const { rows } = await listFleet({
            ctx: fleet.person('read'),
            parts: fleet.parts,
            input: { q: name },
          })
          const row = rows.find((one) => one.name === name)
          if (row === undefined) throw new Error(`no line for ${name}`)
          return row
        },
      }
    },
  }
}

async function tell(
  fleet: TestFleet,
  proxy: { readonly proxyId: string; readonly name: string },
  agent: ProxyAgent,
  elsewhere: () => Date,
): Promise<void> {
  do {
    const report = agent.reports.next(agent.knowledge(), new Date())
    const input = reportRequest.parse(JSON.parse(JSON.stringify(report)))
    fleet.now = elsewhere()
    const result = await recordReport({ ctx: fleet.connector(proxy), parts: fleet.parts, input })
    if (result.kind !== 'recorded') throw new Error(result.kind)
    agent.positions.noteAnswer()
    agent.reports.answered(report, result.answer)
  } while (agent.hasNews)
}
