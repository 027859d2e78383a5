// A program that starts the database of a folder, says so, and is killed or told to stop by its test.
import { startDatabase } from './start-database.ts'

const database = await startDatabase({ directory: process.argv[2], durable: false })
const held = setInterval(() => {}, 60_000)
process.once('SIGTERM', async () => {
  await database.stop()
  clearInterval(held)
})
console.log('ready')
