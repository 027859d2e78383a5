import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Advice } from '../advice'
import { writeAtomically } from '../processes/write-atomically'

/** Ports of 127.0.0.1, kept so that addresses, and with them sign-in, survive a restart. */
export interface Ports {
  app: number
  forge: number
}

/** The ports of the last start; empty when there was none. */
export function readPorts(file: string): Partial<Ports> {
  if (!existsSync(file)) return {}
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return { ...portNamed(value, 'app'), ...portNamed(value, 'forge') }
  } catch {
    // Torn: as good as none.
    return {}
  }
}

function portNamed(value: unknown, name: 'app' | 'forge'): Partial<Ports> {
  if (typeof value !== 'object' || value === null || !(name in value)) return {}
  const port: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
  return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
    ? { [name]: port }
    : {}
}

/** Chooses the ports, `wanted` (0 = any) for the app, and keeps them in `file`. */
export async function choosePorts(file: string, wanted: number): Promise<Ports> {
  const last = readPorts(file)
  if (wanted !== 0 && !(await isFree(wanted))) {
    throw new Advice(
      `Port ${wanted} is busy (or reserved for root): stop the program that uses it, or choose another port with --port N (0 = any free one).`,
    )
  }
  const app = wanted === 0 ? await lastOrFree(last.app) : wanted
  let forge = await lastOrFree(last.forge)
  while (forge === app) forge = await lastOrFree(undefined)
  writeAtomically(file, JSON.stringify({ app, forge }))
  return { app, forge }
}

async function lastOrFree(last: number | undefined): Promise<number> {
  if (last !== undefined && (await isFree(last))) return last
  const free = await listenOn(0)
  if (free === undefined)
    throw new Advice('There is no free port on 127.0.0.1: stop some programs and start again.')
  return free
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined
}

/** The port that could be listened on for a moment; undefined when it is taken or may not be used. */
function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })
}
