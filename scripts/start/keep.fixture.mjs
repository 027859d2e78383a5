// A program that keeps the database of a folder running until it is told to stop, and says what it meets.
import { once } from 'node:events'
import { KeptDatabase } from './keep-database.ts'

const kept = new KeptDatabase({ directory: process.argv[2], durable: false })
await kept.ready()
kept.watch(console.log)
const told = once(process, 'SIGTERM')
console.log('ready')
await told
await kept.stop()
console.log('Stopped')
