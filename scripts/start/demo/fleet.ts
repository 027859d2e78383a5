import { join } from 'node:path'
import { z } from 'zod'
import { inCheckout } from '../../paths'

const tools = ['everything', 'filesystem', 'memory'] as const

/** One proxy of the demo fleet: where its files lie and which MCP server it stands in front of. JSON, because the agent reads it from a file. */
export const demoProxy = z.object({
  /** As the fleet page names it. */
  name: z.string(),
  environment: z.string(),
  team: z.string(),
  /** Of the policy, relative to the root. */
  policyPath: z.string(),
  /** What its calls are about. */
  kind: z.enum(tools),
  /** The live policy file, absolute. */
  config: z.string(),
  /** Folder of its event files, absolute. */
  events: z.string(),
  /** Folder of its counters, absolute. */
  counters: z.string(),
  /** What the MCP server may read and write, absolute. */
  work: z.string(),
})
export type DemoProxy = z.infer<typeof demoProxy>
type DemoKind = DemoProxy['kind']

const FLEET: readonly [name: string, environment: string, kind: DemoKind][] = [
  ['everything-prod', 'prod', 'everything'],
  ['everything-staging', 'staging', 'everything'],
  ['filesystem-prod', 'prod', 'filesystem'],
  ['memory-prod', 'prod', 'memory'],
]

/** The demo fleet with everything it keeps below `root`. */
export function demoFleet(root: string): DemoProxy[] {
  return FLEET.map(([name, environment, kind]) => {
    const team = kind === 'memory' ? 'support' : 'platform'
    const own = join(root, name)
    return {
      name,
      environment,
      team,
      policyPath: `${team}/${kind}.yaml`,
      kind,
      config: join(own, 'policy.yaml'),
      events: join(own, 'events'),
      counters: join(own, 'counters'),
      work: join(own, 'work'),
    }
  })
}

/** The command of the MCP server behind a proxy: a package that is installed, nothing is downloaded. */
export function serverCommand({ kind, work }: Pick<DemoProxy, 'kind' | 'work'>): string[] {
  const script = inCheckout('node_modules', '@modelcontextprotocol', `server-${kind}`, 'dist', 'index.js')
  return [process.execPath, script, ...(kind === 'filesystem' ? [work] : [])]
}
