import type { GitSource } from './git-source'
import type { ServerLink } from './server-link'
import type { ProxySettings } from './settings'

/** What the owner of an agent hears of it. */
export interface AgentEvents<Agent> {
  /** Something changed: run the agent soon. */
  readonly stir: (agent: Agent) => void
  /** Another policy file was found: what loads it was not written yet. */
  readonly renewed: (agent: Agent) => void
  /** A policy file is written this moment. */
  readonly writing: (agent: Agent) => void
  /** That write ended. */
  readonly written: (agent: Agent) => void
}

export interface AgentOptions<Agent> {
  readonly settings: ProxySettings
  readonly stateDirectory: string
  readonly link: ServerLink
  readonly git: GitSource | null
  readonly version: string
  readonly dryRun: boolean
  readonly on?: Partial<AgentEvents<Agent>>
  readonly say: (line: string) => void
}
