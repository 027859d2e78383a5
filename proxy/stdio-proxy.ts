import type { Readable, Writable } from 'node:stream'
import { Child, type ChildEnd } from './child'
import { SERVER_GONE } from './denial'
import type { Enforcer } from './enforcer'
import { Lines } from './lines'
import { Session } from './session'

/** A longer message is taken for an attack on the memory: of the client, and of the server, which may answer with whole files. */
const CLIENT_LIMIT_BYTES = 64 * 1024 * 1024
const SERVER_LIMIT_BYTES = 256 * 1024 * 1024
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
  const serverBroken = pipeFromServer(child, session, client.output)
  const serverGone = Promise.race([child.unusable, serverBroken]).then((end) => ({
    by: 'server' as const,
    end,
  }))
  const clientGone = pipeFromClient(client, session, child).then((trouble) => ({
    by: 'client' as const,
    trouble,
  }))
  const stopped = aborted(signal).then(() => {
    child.hurry()
    return { by: 'signal' as const }
  })
  const first = await Promise.race([serverGone, clientGone, stopped])
  const end = await child.stop(
    first.by === 'client' && session.open > 0
      ? BUSY_PATIENCE_MS
      : first.by === 'signal'
        ? 0
        : IDLE_PATIENCE_MS,
  )
  const { how } = first.by === 'server' ? first.end : end
  for (const reply of session.abandon(SERVER_GONE, `The MCP server ended (${how}).`))
    client.output.write(`${reply}\n`)
  client.input.destroy()
  if (first.by === 'server')
    return { trouble: `the MCP server ended (${describe(first.end, command)})`, exitCode: first.end.exitCode }
  if (first.by === 'client' && first.trouble !== undefined) return { trouble: first.trouble, exitCode: 1 }
  return { exitCode: 0 }
}

/** Resolves when the client's input has ended; to what was wrong when it could not go on. */
function pipeFromClient(
  { input, output }: ClientStreams,
  session: Session,
  child: Child,
): Promise<string | undefined> {
  const lines = new Lines(CLIENT_LIMIT_BYTES)
  let waits = 0
  // Nothing more is taken while somebody does not read: the server, or the client its denials.
  const waitFor = (stream: NodeJS.WritableStream) => {
    waits++
    input.pause()
    stream.once('drain', () => --waits === 0 && input.resume())
  }
  const take = (received: Buffer[]) => {
    const passages = received.map((line) => session.fromClient(line, true))
    const replies = passages.flatMap(({ reply }) => (reply === undefined ? [] : `${reply}\n`))
    if (replies.length > 0 && !output.write(replies.join(''))) waitFor(output)
    const forward = passages.flatMap(({ forward }) => (forward === undefined ? [] : withLineEnd(forward)))
    if (forward.length > 0 && !child.stdin.write(Buffer.concat(forward))) waitFor(child.stdin)
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

/** Resolves only when the server is of no more use, because it does not keep to the protocol: with why. */
function pipeFromServer(child: Child, session: Session, output: Writable): Promise<ChildEnd> {
  const lines = new Lines(SERVER_LIMIT_BYTES)
  const { stdout } = child
  let isRead = true
  output.once('error', () => {
    isRead = false
    stdout.resume()
  })
  const take = (received: Buffer[]) => {
    if (received.length === 0 || !isRead) return
    const shown = received.map((line) => session.fromServer(line))
    if (output.write(Buffer.concat(shown))) return
    stdout.pause()
    output.once('drain', () => stdout.resume())
  }
  stdout.once('end', () => {
    const rest = lines.rest()
    if (rest.length > 0) output.write(session.fromServer(rest))
  })
  return new Promise((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      try {
        take(lines.push(chunk))
      } catch (error) {
        stdout.destroy()
        resolve({ how: error instanceof Error ? error.message : String(error), exitCode: 1 })
      }
    })
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
