import type { Readable, Writable } from 'node:stream'
import { Child, type ChildEnd } from './child'
import { SERVER_GONE } from './denial'
import type { Enforcer } from './enforcer'
import { Lines } from './lines'
import { Session } from './session'

/** A longer message is taken for an attack on the memory. */
const LIMIT_BYTES = 64 * 1024 * 1024
/** When the client has gone, a server with nothing to answer gets so long to end by itself, and one that still works so long. */
const IDLE_PATIENCE_MS = 3000
const BUSY_PATIENCE_MS = 30_000

/** Where the client is: standard input and output of the proxy. */
export interface ClientStreams {
  readonly input: Readable
  readonly output: Writable
}

/** How a session over standard input and output ended. */
export interface StdioEnd {
  /** Absent when the client ended it. */
  readonly trouble?: string
  readonly exitCode: number
}

/**
 * Puts the enforcer between a client and a server that it starts. Ends when the client's input ends, when the server ends, or when
 * `signal` is aborted; whatever the client still waits for is answered with an error.
 */
export async function proxyStdio(
  enforcer: Enforcer,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  client: ClientStreams,
  signal: AbortSignal,
): Promise<StdioEnd> {
  const session = new Session(enforcer)
  const child = new Child(command, env)
  const serverGone = child.ended.then((end) => ({ by: 'server' as const, end }))
  pipeFromServer(child, session, client.output)
  const clientGone = pipeFromClient(client, session, child).then((trouble) => ({
    by: 'client' as const,
    trouble,
  }))
  const stopped = aborted(signal).then(() => ({ by: 'signal' as const }))
  const first = await Promise.race([serverGone, clientGone, stopped])
  const end = await child.stop(
    first.by === 'client' && session.open > 0
      ? BUSY_PATIENCE_MS
      : first.by === 'signal'
        ? 0
        : IDLE_PATIENCE_MS,
  )
  child.signal('SIGKILL')
  for (const reply of session.abandon(SERVER_GONE, `The MCP server ended (${end.how}).`))
    client.output.write(`${reply}\n`)
  client.input.destroy()
  if (first.by === 'server')
    return { trouble: `the MCP server ended (${describe(end, command)})`, exitCode: end.exitCode }
  if (first.by === 'client' && first.trouble !== undefined) return { trouble: first.trouble, exitCode: 1 }
  return { exitCode: 0 }
}

/** Resolves when the client's input has ended; to what was wrong when it could not go on. */
function pipeFromClient(
  { input, output }: ClientStreams,
  session: Session,
  child: Child,
): Promise<string | undefined> {
  const lines = new Lines(LIMIT_BYTES)
  const take = (received: Buffer[]) => {
    const passages = received.map((line) => session.fromClient(line, true))
    const replies = passages.flatMap(({ reply }) => (reply === undefined ? [] : `${reply}\n`))
    if (replies.length > 0) output.write(replies.join(''))
    const forward = passages.flatMap(({ forward }) => (forward === undefined ? [] : withLineEnd(forward)))
    if (forward.length === 0 || child.stdin.write(Buffer.concat(forward))) return
    input.pause()
    child.stdin.once('drain', () => input.resume())
  }
  return new Promise((resolve) => {
    input.on('data', (chunk: Buffer) => {
      try {
        take(lines.push(chunk))
      } catch (error) {
        resolve(error instanceof Error ? error.message : String(error))
      }
    })
    input.once('end', () => {
      const rest = lines.rest()
      if (rest.length > 0) take([rest])
      resolve(undefined)
    })
    // Whoever reads our output has gone: there is nobody to work for.
    for (const stream of [input, output]) stream.once('error', () => resolve(undefined))
  })
}

/** What was cut out of a batch has lost the line end that stood behind it. */
function withLineEnd(bytes: Uint8Array): Uint8Array[] {
  return bytes.at(-1) === 10 ? [bytes] : [bytes, Buffer.from('\n')]
}

function pipeFromServer(child: Child, session: Session, output: Writable): void {
  const lines = new Lines(Infinity)
  const { stdout } = child
  stdout.on('data', (chunk: Buffer) => {
    const received = lines.push(chunk)
    if (received.length === 0) return
    const shown = received.map((line) => session.fromServer(line))
    if (output.write(Buffer.concat(shown))) return
    stdout.pause()
    output.once('drain', () => stdout.resume())
  })
  stdout.once('end', () => {
    const rest = lines.rest()
    if (rest.length > 0) output.write(session.fromServer(rest))
  })
}

function describe({ how }: ChildEnd, command: readonly string[]): string {
  return how.includes('ENOENT') ? `there is no program ${command[0] ?? ''}` : how
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
