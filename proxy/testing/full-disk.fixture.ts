import { truncateSync } from 'node:fs'
import { EventLog } from '../event-log'

/** Writes an event that does not fit, where a file may have one block; then another one, after there is room again. Prints where. */
const events = new EventLog(process.argv[2] ?? '')
events.write('startup', {})
events.write('tool_call', { tool: 'x'.repeat(2000) })
events.write('tool_call', { tool: 'lost' })
truncateSync(events.path, 250)
events.write('heartbeat', {})
events.write('shutdown', {})
process.stdout.write(`${events.path}\n`)
