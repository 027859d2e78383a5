import { setImmediate } from 'node:timers/promises'
import type { AgentEvents } from './agent-options'
import type { EventFolder } from './event-folder'
import type { ProxyAgent } from './proxy-agent'
import { Bell } from './run-agent'

/** Everything is looked at this often, whatever the watches say. */
const LOOK_MS = 2_000
/** Stirs that come together are answered together: those of so long, or of as long as the look before took, up to a bound. */
const SETTLE_MS = 5
const LONGEST_SETTLE_MS = 100
/** So many proxies are looked at before what was found of them is told: a merge stirs hundreds, and the server takes the first ones meanwhile. */
const AT_ONCE = 32
/** What reports tell already is sent for the log when a merge is over: all proxies of a host together, each host at a time of its own. */
const LATER_MS = 10_000
/** A stock process reloads 100 ms after the last write. */
const RELOAD_SETTLE_MS = 180
/** What loads a new policy file does so later than this: its event is not there yet. */
const LOADS_AFTER_MS = 60
/** Of events that are read soon after, their own times tell when they were written. */
const NOTED_MS = 20
/** Timers of the same moment, one for each proxy of a folder. */
const TIMER_GRAIN_MS = 2

/** What changed since the last look, by what the watches and the server say. */
export class Stirs {
  readonly bell = new Bell()
  #agents = new Set<ProxyAgent>()
  #folders = new Set<EventFolder>()

  agent(agent: ProxyAgent): void {
    this.#agents.add(agent)
    this.bell.ring()
  }

  folder(folder: EventFolder): void {
    this.#folders.add(folder)
    this.bell.ring()
  }

  take(): { agents: Set<ProxyAgent>; folders: Set<EventFolder> } {
    const taken = { agents: this.#agents, folders: this.#folders }
    this.#agents = new Set()
    this.#folders = new Set()
    return taken
  }

  /** What the scan of a folder stirred belongs to the look that scanned it. */
  takeAgents(into: Set<ProxyAgent>): void {
    for (const agent of this.#agents) into.add(agent)
    this.#agents = new Set()
  }
}

/** What happens to a policy file tells when to look at the event files of its proxy. */
export function listen(stirs: Stirs, folders: readonly EventFolder[]): AgentEvents<ProxyAgent> {
  const folderOf = ({ settings }: ProxyAgent) => folders.find(({ path }) => path === settings.events)
  return {
    stir: (agent) => stirs.agent(agent),
    // On a busy host a write is seen when its load stands in the event file already: that it did not before is seen here.
    writing: (agent) => folderOf(agent)?.noteEnds(NOTED_MS),
    written: (agent) => {
      stirs.agent(agent)
      const folder = folderOf(agent)
      if (folder !== undefined && agent.isOpen) stirs.folder(folder)
    },
    renewed: (agent) => {
      const folder = folderOf(agent)
      folder?.noteEnds(NOTED_MS)
      setTimeout(() => folder?.noteEnds(TIMER_GRAIN_MS), LOADS_AFTER_MS).unref()
    },
  }
}

interface Looked {
  readonly agent: ProxyAgent
  readonly report: Bell
  readonly ship: Bell
}

/** Looks at folders and proxies until stopped: at once when something stirred, and at all of them now and then. */
export async function look({
  running,
  folders,
  stirs,
  signal,
}: {
  running: readonly Looked[]
  folders: readonly EventFolder[]
  stirs: Stirs
  signal: AbortSignal
}): Promise<void> {
  let whole = 0
  const later = new Later()
  const folderOf = new Map(
    running.map(({ agent }) => [agent, folders.find(({ path }) => path === agent.settings.events)]),
  )
  while (!signal.aborted) {
    const began = Date.now()
    const all = began - whole >= LOOK_MS
    if (all) whole = began
    const taken = stirs.take()
    const { agents } = taken
    const dirty = all ? new Set(folders) : taken.folders
    let looked = 0
    for (const one of running) {
      const folder = folderOf.get(one.agent)
      if (folder !== undefined && dirty.delete(folder)) {
        folder.scan()
        stirs.takeAgents(agents)
      }
      if (!agents.delete(one.agent) && !all) continue
      lookAt(one, { now: new Date(), isWhole: all, later })
      looked += 1
      if (looked % AT_ONCE === 0) await setImmediate()
      if (signal.aborted) return
    }
    // Stirred again when they had been looked at.
    for (const agent of agents) stirs.agent(agent)
    const tookMs = Date.now() - began
    await stirs.bell.wait(Math.max(0, whole + LOOK_MS - Date.now()), signal)
    const settleMs = Math.min(LONGEST_SETTLE_MS, Math.max(SETTLE_MS, tookMs))
    await new Promise((resolve) => setTimeout(resolve, settleMs))
  }
}

function lookAt(
  { agent, report, ship }: Looked,
  { now, isWhole, later }: { readonly now: Date; readonly isWhole: boolean; readonly later: Later },
): void {
  agent.reconcile(now, { isWhole })
  if (agent.hasNews) {
    // A process that is about to say that it reloads: one report tells both.
    if (agent.expectsReload(now)) setTimeout(() => report.ring(), RELOAD_SETTLE_MS)
    else report.ring()
  }
  if (agent.urgent) ship.ring()
  else if (agent.owes) later.add(ship)
}

/** Bells that are rung together, a while after the first of them was asked for. */
class Later {
  readonly #bells = new Set<Bell>()

  add(bell: Bell): void {
    if (this.#bells.size === 0) setTimeout(() => this.#ring(), LATER_MS * (1 + Math.random())).unref()
    this.#bells.add(bell)
  }

  #ring(): void {
    for (const bell of this.#bells) bell.ring()
    this.#bells.clear()
  }
}
