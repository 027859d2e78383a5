import type { AgentEvents } from './agent-options'
import { RELOADS_WITHIN_MS } from './delivery'
import type { EventFolder } from './event-folder'
import type { ProxyAgent } from './proxy-agent'
import { Bell } from './run-agent'

/** Everything is looked at this often, whatever the watches say. */
const LOOK_MS = 2_000
/** Stirs that come together are answered together: those of so long, or of as long as the look before took, up to a bound. */
const SETTLE_MS = 5
const LONGEST_SETTLE_MS = 100
/** So many that are stirred are looked at in one go: what is written for them is loaded while the next ones are looked at. */
const AT_ONCE = 32
/** What reports tell already is sent for the log when a merge is over: all proxies of a host together, each host at a time of its own. */
const LATER_MS = 10_000
/** What loads a new policy file does so later than this: its event is not there yet. */
const LOADS_AFTER_MS = 60
/** Of events that are read soon after, their own times tell when they were written. */
const NOTED_MS = 20
/** Timers of the same moment, one for each proxy of a folder. */
const TIMER_GRAIN_MS = 2

/** What changed since the last look, by what the watches and the server say. */
export class Stirs {
  readonly bell = new Bell()
  /** In the order in which they were stirred. */
  #agents = new Set<ProxyAgent>()
  #folders = new Set<EventFolder>()
  /** They waited when everybody was looked at. */
  readonly #passed = new Set<ProxyAgent>()

  agent(agent: ProxyAgent): void {
    this.#agents.add(agent)
    this.bell.ring()
  }

  folder(folder: EventFolder): void {
    this.#folders.add(folder)
    this.bell.ring()
  }

  takeFolders(): Set<EventFolder> {
    const taken = this.#folders
    this.#folders = new Set()
    return taken
  }

  /**
   * Who is looked at now: those that the scan of folders stirs, so many of those that wait longest and, when that is due, `everybody` else.
   * True for those that are looked at whatever watches say; who still waits is so when its turn comes.
   */
  take(scan: () => void, everybody: readonly ProxyAgent[] | null, most: number): Map<ProxyAgent, boolean> {
    const waiting = this.#agents
    this.#agents = new Set()
    scan()
    const turns = this.#agents
    this.#agents = waiting
    for (const agent of turns) waiting.delete(agent)
    for (const agent of [...waiting].slice(0, most)) {
      waiting.delete(agent)
      turns.add(agent)
    }
    if (waiting.size > 0) this.bell.ring()
    for (const agent of everybody ?? []) {
      if (waiting.has(agent)) this.#passed.add(agent)
      else turns.add(agent)
    }
    return new Map([...turns].map((agent) => [agent, this.#passed.delete(agent) || everybody !== null]))
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
  const [later, reloads] = [new Later(), new AwaitedReloads()]
  const everybody = running.map(({ agent }) => agent)
  while (!signal.aborted) {
    const now = new Date()
    const all = now.getTime() - whole >= LOOK_MS
    if (all) whole = now.getTime()
    const dirty = stirs.takeFolders()
    const scan = () => {
      for (const folder of folders) if (all || dirty.has(folder)) folder.scan()
    }
    const turns = stirs.take(scan, all ? everybody : null, AT_ONCE)
    for (const { agent, report, ship } of running) {
      const isWhole = turns.get(agent)
      if (isWhole === undefined) continue
      agent.reconcile(now, { isWhole })
      // What happens while a report is under way is told behind it.
      if (!agent.reports.isUnderWay && agent.hasNews) {
        if (agent.expectsReload(now)) reloads.await(report)
        else reloads.ring(report)
      }
      if (agent.urgent) ship.ring()
      else if (agent.owes) later.add(ship)
    }
    const tookMs = Date.now() - now.getTime()
    await stirs.bell.wait(Math.max(0, whole + LOOK_MS - Date.now()), signal)
    const settleMs = Math.min(LONGEST_SETTLE_MS, Math.max(SETTLE_MS, tookMs))
    await new Promise((resolve) => setTimeout(resolve, settleMs))
  }
}

/** Reports that wait for a process that is about to say that it reloads: one tells both. */
export class AwaitedReloads {
  readonly #timers = new Map<Bell, NodeJS.Timeout>()

  await(report: Bell): void {
    if (!this.#timers.has(report))
      this.#timers.set(
        report,
        setTimeout(() => this.ring(report), RELOADS_WITHIN_MS),
      )
  }

  /** It tells all that is known: nothing is left to wait for. */
  ring(report: Bell): void {
    clearTimeout(this.#timers.get(report))
    this.#timers.delete(report)
    report.ring()
  }
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
