import { existsSync, writeSync } from 'node:fs'
import { CounterLog } from './counter-log'

/** From when the file `go` is there: reserves one at a time until it is refused, and writes a line for each that was granted. */
const [folder = '', limit = '0', fullBytes = '0', go = ''] = process.argv.slice(2)
const counters = new CounterLog({ folder, fullBytes: Number(fullBytes) })
const now = new Date('2026-03-04T10:30:15Z')
say('ready\n')
const never = new Int32Array(new SharedArrayBuffer(4))
while (!existsSync(go)) Atomics.wait(never, 0, 0, 2)
while (counters.reserve('tool.n', 1n, BigInt(limit), 'day', now)) say('+\n')

/** A pipe that its reader has not emptied yet says EAGAIN; what was granted must still be told. */
function say(text: string): void {
  for (;;) {
    try {
      writeSync(1, text)
      return
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error
    }
  }
}
