import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { createHash } from 'node:crypto'
import { GitError } from './git-error'
import { isObjectId } from './object-id'
import { ObjectStream, ProtocolError, type ObjectAnswer } from './object-stream'
import { end, startError, startGit } from './run-git'

interface Request {
  readonly command: 'info' | 'contents'
  readonly name: string
  /** How often a process died while this was the one it worked on. */
  deaths: number
  resolve(answer: ObjectAnswer | null): void
  reject(error: GitError): void
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly stream: ObjectStream
  /** Sent and not yet answered, in order; git answers in order. */
  readonly pending: Request[]
  timer: NodeJS.Timeout | undefined
  /** Its output can no longer be trusted; it is being killed. */
  lost: boolean
}

/** A local process that says nothing for so long has stopped in the middle of a damaged object. */
const SILENCE_MS = 10_000

/**
 * A long-lived `git cat-file --batch-command`: reading an object costs a write to a pipe instead of a process.
 * A process that dies is replaced; the request that it died on is tried once more (the process may have been killed),
 * then refused as broken, and those behind it are simply sent again.
 */
export class ObjectReader {
  #running: Running | null = null
  #closed = false

  constructor(
    private readonly gitDir: string,
    private readonly searchPath?: string,
  ) {}

  /** Requests in flight. */
  get load(): number {
    return this.#running?.pending.length ?? 0
  }

  /** Type and size of an object, or null when there is none. `name` is any revision; it must hold no line break. */
  info(name: string): Promise<ObjectAnswer | null> {
    return this.#ask('info', name)
  }

  /** The whole object; ask `info` first where the size is not known. */
  contents(name: string): Promise<ObjectAnswer | null> {
    return this.#ask('contents', name)
  }

  /** Ends the process; requests in flight and later ones are refused. */
  close(): void {
    this.#closed = true
    const running = this.#running
    this.#running = null
    if (!running) return
    clearTimeout(running.timer)
    end(running.child)
    for (const request of running.pending) request.reject(new GitError('closed', 'The mirror is closed.'))
  }

  #ask(command: Request['command'], name: string): Promise<ObjectAnswer | null> {
    if (/[\n\0]/.test(name) || name === '') return Promise.resolve(null)
    return new Promise((resolve, reject) => this.#send({ command, name, deaths: 0, resolve, reject }))
  }

  #send(request: Request): void {
    if (this.#closed) return request.reject(new GitError('closed', 'The mirror is closed.'))
    const running = (this.#running ??= this.#start())
    running.pending.push(request)
    if (running.pending.length === 1) this.#watch(running)
    running.child.stdin.write(`${request.command} ${request.name}\n`)
  }

  #start(): Running {
    const child = startGit({
      gitDir: this.gitDir,
      args: ['cat-file', '--batch-command'],
      ...(this.searchPath === undefined ? {} : { searchPath: this.searchPath }),
    })
    const running: Running = { child, stream: new ObjectStream(), pending: [], timer: undefined, lost: false }
    child.stdout.on('data', (chunk: Buffer) => this.#receive(running, chunk))
    child.stderr.resume()
    // A write to a dead process; 'close' follows and deals with it.
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => this.#died(running, startError(error)))
    child.on('close', () => this.#died(running, null))
    return running
  }

  #receive(running: Running, chunk: Buffer): void {
    if (running.lost) return
    running.stream.push(chunk)
    this.#watch(running)
    try {
      for (let request = running.pending[0]; request; request = running.pending[0]) {
        const answer = running.stream.next(request.command === 'contents')
        if (answer === null) return
        if (answer !== 'missing') verify(answer, request.name)
        running.pending.shift()
        this.#watch(running)
        request.resolve(answer === 'missing' ? null : answer)
      }
    } catch {
      running.lost = true
      running.child.kill('SIGKILL')
    }
  }

  /** Restarts the clock while an answer is awaited. */
  #watch(running: Running): void {
    clearTimeout(running.timer)
    running.timer =
      running.pending.length > 0 ? setTimeout(() => running.child.kill('SIGKILL'), SILENCE_MS) : undefined
  }

  #died(running: Running, error: GitError | null): void {
    clearTimeout(running.timer)
    if (this.#running === running) this.#running = null
    const [first, ...others] = running.pending.splice(0)
    if (!first) return
    first.deaths += 1
    if (error) {
      for (const request of [first, ...others]) request.reject(error)
      return
    }
    if (first.deaths < 2) this.#send(first)
    else first.reject(new GitError('broken-object', `The object ${first.name} is damaged in the mirror.`))
    for (const request of others) this.#send(request)
  }
}

/**
 * git sends a loose object that was cut short without a word, and what follows would be taken for its end.
 * An object is its hash, so the hash is what decides.
 */
function verify({ sha, type, content }: ObjectAnswer, name: string): void {
  if (isObjectId(name) && name !== sha) throw new ProtocolError(`asked for ${name}, got ${sha}`)
  if (content === null) return
  const actual = createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
  if (actual !== sha) throw new ProtocolError(`the content of ${sha} does not hash to it`)
}
