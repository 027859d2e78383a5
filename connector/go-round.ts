import { setTimeout as delay } from 'node:timers/promises'
import type { EventFolder } from './event-folder'
import type { ProxyAgent } from './proxy-agent'
import { fetchWanted, reportOnce, shipOnce, takeDesired, type LoopOptions } from './run-agent'

type RoundOptions = Omit<LoopOptions, 'onRefused'>

/** A proxy and how it is told of. */
interface OfRound {
  readonly agent: ProxyAgent
  readonly loop: RoundOptions
}

const WATCH_MS = 200
/** Ends of lines of a few gigabytes are found meanwhile; a file of holes has none, and the next run must not find this one still there. */
const SEARCH_MS = 60_000

/** One round of a proxy: deliver, report, send all decisions. */
export async function goRound(agent: ProxyAgent, loop: RoundOptions): Promise<void> {
  if (agent.git !== null) await fetchWanted(agent)
  else if (agent.settings.mode === 'pull') await takeDesired(agent, 0, loop)
  agent.reconcile(new Date())
  await agent.delivery.settled()
  await waitForWatches(agent)
  agent.reconcile(new Date())
  await reportOnce(agent, loop, new Date())
  await tell(agent, loop)
}

/**
 * Tells what stands behind overlong lines, whose ends are looked for beside everything else. False when they were not found in a minute, or
 * before the end was asked for.
 */
export async function tellBehind(
  folders: readonly EventFolder[],
  running: readonly OfRound[],
  { wasHeldUp, signal }: { readonly wasHeldUp: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const until = performance.now() + SEARCH_MS
  let isHeldUp = wasHeldUp || folders.some((folder) => folder.isHeldUp)
  while (isHeldUp && performance.now() < until && !signal.aborted) {
    await delay(WATCH_MS)
    for (const folder of folders) folder.scan()
    isHeldUp = folders.some((folder) => folder.isHeldUp)
    for (const { agent, loop } of running) {
      await waitForWatches(agent)
      await tell(agent, loop)
    }
  }
  return !isHeldUp
}

/** What is not told yet, and all decisions. */
async function tell(agent: ProxyAgent, loop: RoundOptions): Promise<void> {
  if (agent.hasNews) await reportOnce(agent, loop, new Date())
  while ((await shipOnce(agent, loop)) === 0);
}

/** What a process that ran before loaded is told by its own watch of the file, a little later. */
async function waitForWatches(agent: ProxyAgent): Promise<void> {
  while (agent.isOpen) {
    await delay(WATCH_MS)
    for (const file of agent.files()) file.follow(file.tracker.matchedBy === null ? null : agent.live)
  }
}
