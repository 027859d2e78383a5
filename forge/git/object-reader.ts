import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { GIT_SETTINGS, gitEnvironment } from './run-git'

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface GitObject {
  readonly sha: string
  readonly type: ObjectType
  readonly data: Buffer
}

/** An object's header without its content. `size` in bytes. */
export interface ObjectInfo {
  readonly sha: string
  readonly type: ObjectType
  readonly size: number
}

const IDLE_MS = 20_000
const CACHED_OBJECTS = 4_000
const CACHED_BYTES = 64 * 1024
const FULL_SHA = /^[0-9a-f]{40}$/

interface Question {
  readonly command: 'contents' | 'info'
  readonly answer: (info: ObjectInfo | null, data: Buffer) => void
  readonly fail: (error: Error) => void
}

/**
 * Reads objects through one long-lived `git cat-file --batch-command` (git ≥ 2.36), so that a read costs a pipe
 * round trip instead of a process. The process ends itself after 20 s without a question.
 */
export class ObjectReader {
  private child: ChildProcessWithoutNullStreams | undefined
  private questions: Question[] = []
  private pending: Buffer[] = []
  private pendingBytes = 0
  private needed = 0
  private idle: NodeJS.Timeout | undefined
  private readonly cache = new Map<string, GitObject>()

  constructor(
    private readonly directory: string,
    private readonly searchPath?: string,
  ) {}

  /** An object with its content; `null` when the name resolves to nothing. `name` must hold no line break. */
  async read(name: string): Promise<GitObject | null> {
    const cached = this.cache.get(name)
    if (cached !== undefined) return cached
    const object = await new Promise<GitObject | null>((resolve, reject) => {
      this.ask('contents', name, reject, (info, data) =>
        resolve(info === null ? null : { sha: info.sha, type: info.type, data }),
      )
    })
    if (object !== null && FULL_SHA.test(name) && object.data.length <= CACHED_BYTES) this.keep(object)
    return object
  }

  /** What a name (full ref or sha) stands for; `null` when nothing. */
  info(name: string): Promise<ObjectInfo | null> {
    return new Promise((resolve, reject) => {
      this.ask('info', name, reject, (info) => resolve(info))
    })
  }

  /** Ends the process; a later question starts a new one. */
  close(): void {
    clearTimeout(this.idle)
    this.child?.stdin.end()
    this.child = undefined
  }

  private keep(object: GitObject): void {
    if (this.cache.size >= CACHED_OBJECTS) this.cache.clear()
    this.cache.set(object.sha, object)
  }

  private ask(
    command: Question['command'],
    name: string,
    fail: Question['fail'],
    answer: Question['answer'],
  ): void {
    if (name === '' || /[\n\0]/.test(name)) return answer(null, Buffer.alloc(0))
    this.questions.push({ command, answer, fail })
    this.running().stdin.write(`${command} ${name}\n`)
  }

  private running(): ChildProcessWithoutNullStreams {
    clearTimeout(this.idle)
    if (this.child !== undefined) return this.child
    const child = spawn(
      'git',
      [...GIT_SETTINGS, '--git-dir', this.directory, 'cat-file', '--batch-command'],
      { env: gitEnvironment(this.searchPath), stdio: ['pipe', 'pipe', 'pipe'] },
    )
    child.stdin.on('error', () => undefined) // reported by `close`
    child.stderr.resume()
    child.stdout.on('data', (chunk: Buffer) => this.receive(chunk))
    const end = (error?: Error): void => this.ended(child, error)
    child.on('error', end)
    child.on('close', () => end())
    this.child = child
    return child
  }

  private ended(child: ChildProcessWithoutNullStreams, error?: Error): void {
    if (this.child !== child && this.questions.length === 0) return
    if (this.child === child) this.child = undefined
    const waiting = this.questions
    this.questions = []
    this.pending = []
    this.pendingBytes = 0
    this.needed = 0
    for (const question of waiting) question.fail(error ?? new Error('git cat-file ended early'))
  }

  private receive(chunk: Buffer): void {
    this.pending.push(chunk)
    this.pendingBytes += chunk.length
    if (this.pendingBytes < this.needed) return
    let buffer = Buffer.concat(this.pending)
    for (;;) {
      const used = this.answerFirst(buffer)
      if (used === 0) break
      buffer = buffer.subarray(used)
    }
    this.pending = [buffer]
    this.pendingBytes = buffer.length
    if (this.questions.length === 0) {
      this.idle = setTimeout(() => this.close(), IDLE_MS)
      this.idle.unref()
    }
  }

  /** Answers the oldest question when its reply is complete; returns the bytes used, 0 = wait for more. */
  private answerFirst(buffer: Buffer): number {
    const question = this.questions[0]
    const lineEnd = buffer.indexOf(10)
    if (question === undefined || lineEnd === -1) return 0
    const header = buffer.toString('utf8', 0, lineEnd)
    const info = readHeader(header)
    const body = info !== null && question.command === 'contents' ? info.size + 1 : 0
    this.needed = lineEnd + 1 + body
    if (buffer.length < this.needed) return 0
    this.questions.shift()
    const used = this.needed
    this.needed = 0
    const data = body === 0 ? Buffer.alloc(0) : Buffer.from(buffer.subarray(lineEnd + 1, used - 1))
    question.answer(info, data)
    return used
  }
}

function readHeader(line: string): ObjectInfo | null {
  const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(line)
  if (match === null) return null
  const [, sha = '', type = '', size = ''] = match
  return { sha, type: asObjectType(type), size: Number(size) }
}

/** The header's pattern admits only these four words. */
function asObjectType(word: string): ObjectType {
  return word as ObjectType
}
