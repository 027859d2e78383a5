import type { GitSource } from './git-source'
import type { ProxyAgent } from './proxy-agent'
import type { ServerLink } from './server-link'
import type { ProxySettings } from './settings'

/** What the owner of an agent hears of it. */
export interface AgentEvents {
  /** Something changed: run the agent soon. */
  readonly stir: (agent: ProxyAgent) => void
  /** Another policy file was found: what loads it was not written yet. */
  readonly renewed: (agent: ProxyAgent) => void
  /** A policy file is written this moment. */
  readonly writing: (agent: ProxyAgent) => void
  /** That write ended. */
  readonly written: (agent: ProxyAgent) => void
}

export interface AgentOptions {
  readonly settings: ProxySettings
  readonly stateDirectory: string
  readonly link: ServerLink
  readonly git: GitSource | null
  readonly version: string
  readonly dryRun: boolean
  readonly on?: Partial<AgentEvents>
  readonly say: (line: string) => void
}
