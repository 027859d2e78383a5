import { spawn, type ChildProcess } from 'node:child_process'
import { StockProxy } from '@/e2e/stock-proxy'
import { ReferenceProxy } from './reference-proxy'

/** Beyond the largest process number: a process that cannot be seen. */
const HIDDEN = 2 ** 22 + 1

/** A process that enforces the policy, and what is in its memory. */
export interface PolicyProcess {
  readonly instance: string
  readonly digest: string
  call(tool: string): void
  stop(): void
  kill(): void
}

export interface ProcessKind {
  readonly engine: 'stock' | 'lockstep'
  /** The kernel shows the processes: when they began, and that they live. */
  readonly visible: boolean
}

/** Starts one with the process that the kernel shows for it; null with a policy that must not be enforced: nothing starts. */
export function startProcess(
  { engine, visible }: ProcessKind,
  path: string,
  events: string,
): { readonly proxy: PolicyProcess; readonly shown: ChildProcess | null } | null {
  // Events say the number of a process of its own; what decides runs here, so that its memory can be seen.
  const shown = visible ? spawn('sleep', ['600'], { stdio: 'ignore' }) : null
  const pid = shown?.pid ?? HIDDEN
  try {
    if (engine === 'lockstep') return { proxy: new ReferenceProxy(path, events, pid), shown }
    const proxy = new StockProxy(path, events, pid)
    proxy.start()
    return { proxy, shown }
  } catch {
    shown?.kill()
    return null
  }
}
