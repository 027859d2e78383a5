import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { removePlace } from '../scripts/database/place'
import { inCheckout } from '../scripts/paths'
import { existingBuild } from '../scripts/start/build-app'

const GENERATED = 'lib/db/generated'

/**
 * A checkout as a person has it who cloned and installed, in a folder with a space in its name that only its owner can enter. Packages are
 * linked, not copied, where the disk allows that: nobody writes to them.
 */
export class OwnCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), 'lockstep own '))
  readonly root = join(this.folder, 'my checkout')
  readonly data = join(this.folder, 'my data')
  readonly readyFile = join(this.folder, 'ready.json')
  #start: OwnStart | null = null

  constructor() {
    mkdirSync(this.root)
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: inCheckout(),
      encoding: 'utf8',
    })
    const paths = listed.split('\0').filter((path) => path !== '' && existsSync(inCheckout(path)))
    for (const path of [...paths, GENERATED])
      cpSync(inCheckout(path), join(this.root, path), { recursive: true })
    const packages = [inCheckout('node_modules'), join(this.root, 'node_modules')]
    try {
      execFileSync('cp', ['-al', ...packages], { stdio: 'ignore' })
    } catch {
      execFileSync('cp', ['-a', ...packages])
    }
  }

  /** Puts the build of the present sources there, as if it had been made there. */
  takeBuild(): void {
    const build = existingBuild()
    if (build === undefined) throw new Error('there is no build: the stack of the specs makes one')
    const target = join(this.root, 'dist', 'app', basename(build))
    mkdirSync(dirname(target), { recursive: true })
    execFileSync('cp', ['-a', build, target])
  }

  /** `npm start` in it, on free ports. */
  start(): void {
    const args = ['--port', '0', '--data', this.data, '--ready-file', this.readyFile]
    this.#start = new OwnStart(
      spawn('npm', ['start', '--', ...args], {
        cwd: this.root,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      }),
    )
  }

  /** Ctrl-C in the terminal of the start; resolves to all that it said, once it cannot say more. */
  async ctrlC(): Promise<string> {
    return (await this.#start?.ctrlC()) ?? ''
  }

  /** Programs that run in its folders or were given a path in them: pid → arguments. */
  programs(): Map<number, string> {
    const found = new Map<number, string>()
    const folders = this.#folders()
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        // A program that ended and is not yet fetched by its parent has no arguments.
        if (args === '') continue
        const where = `${readlinkSync(`/proc/${pid}/cwd`)} ${args}`
        if (folders.some((folder) => where.includes(folder))) found.set(Number(pid), args)
      } catch {
        // Gone meanwhile, or somebody else's.
      }
    }
    return found
  }

  /** Ours, and the one that the database has where its account cannot enter ours (scripts/database/place.ts). */
  #folders(): string[] {
    const note = join(this.data, 'postgres', 'elsewhere')
    return existsSync(note) ? [this.folder, readFileSync(note, 'utf8')] : [this.folder]
  }

  remove(): void {
    removePlace(join(this.data, 'postgres'))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** npm, its shell and the start itself: what a terminal has in its foreground. */
class OwnStart {
  #said = ''
  readonly #ended: Promise<unknown>

  constructor(private readonly npm: ChildProcess) {
    for (const stream of [npm.stdout, npm.stderr])
      stream?.on('data', (data: Buffer) => (this.#said += data.toString()))
    this.#ended = once(npm, 'close')
  }

  /** As a terminal does, each of them gets the signal. */
  async ctrlC(): Promise<string> {
    const { pid, exitCode, signalCode } = this.npm
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGINT')
    await this.#ended
    return this.#said
  }
}
