// A program that starts the database of a folder, says so, and is killed by its test.
import { startDatabase } from './start-database.ts'

await startDatabase({ directory: process.argv[2], durable: false })
console.log('ready')
setInterval(() => {}, 60_000)
