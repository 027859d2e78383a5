// Adds one to the number in a file, again and again, each time under the lock; lock.test.ts kills some of these half-way.
import { readFileSync, writeFileSync } from 'node:fs'
import { takeLock } from './lock.mjs'

const [folder, file, times] = process.argv.slice(2)
for (let round = 0; round < Number(times); round++) {
  const release = await takeLock(folder)
  const before = Number(readFileSync(file, 'utf8'))
  await new Promise((resolve) => setImmediate(resolve))
  writeFileSync(file, String(before + 1))
  release()
}
console.log('done')
setInterval(() => {}, 1000)
