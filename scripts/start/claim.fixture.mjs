// A start that claims a data folder, starts a program in it, says so, and is killed by its test.
import { join } from 'node:path'
import { Supervised } from '../processes/supervise.ts'
import { claimDataFolder } from './data-folder.ts'

const claim = await claimDataFolder(process.argv[2], false, () => {})
const args = [
  '-e',
  'require("fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000)',
]
const pidFile = join(claim.folder.logs, 'pid')
const program = {
  name: 'a sleeper',
  file: process.execPath,
  args: [...args, pidFile],
  cwd: '/',
  env: {},
  log: join(claim.folder.logs, 'log'),
}
const { existsSync, readFileSync } = await import('node:fs')
await new Supervised(program, claim.runFile, () => {}).start(async () => existsSync(pidFile), 10_000)
console.log(`child ${readFileSync(pidFile, 'utf8')} `)
setInterval(() => {}, 60_000)
