// A start that claims a data folder, starts a program in it, says so, and is killed or told to stop by its test.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Supervised } from '../processes/supervise.ts'
import { claimDataFolder } from './data-folder.ts'
import { Shutdown, shutDownOnSignal } from './shutdown.ts'

const shutdown = new Shutdown()
const stopped = shutDownOnSignal(shutdown)
const claim = await claimDataFolder(process.argv[2], false, () => {})
shutdown.add(claim.release)
shutdown.signal.addEventListener('abort', claim.announceStop)
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
const supervised = new Supervised(program, claim.runFile, () => {})
shutdown.add(() => supervised.stop())
await supervised.start(async () => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', 10_000)
console.log(`child ${readFileSync(pidFile, 'utf8')} `)
const held = setInterval(() => {}, 60_000)
await stopped
clearInterval(held)
