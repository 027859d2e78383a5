// A program that starts the database of a folder, says so, and is killed or told to stop by its test.
import { once } from 'node:events'
import { startDatabase } from './start-database.ts'

const database = await startDatabase({ directory: process.argv[2], durable: false })
const held = setInterval(() => {}, 60_000)
const told = once(process, 'SIGTERM')
console.log('ready')
await told
await database.stop()
clearInterval(held)
