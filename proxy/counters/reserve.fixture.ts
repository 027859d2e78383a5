import { writeSync } from 'node:fs'
import { CounterLog } from './counter-log'

/** Reserves one at a time until it is refused, and writes a line for each that was granted. */
const [folder = '', limit = '0', fullBytes = '0'] = process.argv.slice(2)
const counters = new CounterLog({ folder, fullBytes: Number(fullBytes) })
const now = new Date('2026-03-04T10:30:15Z')
say('ready\n')
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
