import { spawn } from 'node:child_process'
import { inCheckout } from '../paths'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal ended the run: nothing more is to be run or counted. */
export class Interrupted extends Error {}

/** Runs a program of node_modules/.bin in the checkout, with its output on ours; resolves to its exit code. Signals are passed on. */
export function runTool(name: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const file = inCheckout('node_modules', '.bin', name)
    const child = spawn(file, args, {
      cwd: inCheckout(),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    let interrupted = false
    const pass = (signal: NodeJS.Signals) => {
      interrupted = true
      child.kill(signal)
    }
    for (const signal of SIGNALS) process.on(signal, pass)
    child.once('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, pass)
      if (interrupted) reject(new Interrupted())
      else resolve(code ?? 1)
    })
    child.once('error', reject)
  })
}
