import { writeSync } from 'node:fs'
import { CounterLog } from './counter-log'

/** Reserves one at a time until it is refused, and writes a line for each that was granted. */
const [folder = '', limit = '0', fullBytes = '0'] = process.argv.slice(2)
const counters = new CounterLog({ folder, fullBytes: Number(fullBytes) })
const now = new Date('2026-03-04T10:30:15Z')
writeSync(1, 'ready\n')
while (counters.reserve('tool.n', 1n, BigInt(limit), 'day', now)) writeSync(1, '+\n')
