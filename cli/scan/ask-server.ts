import { childEnvironment, Child } from '@/proxy/child'
import { Lines } from '@/proxy/lines'
import * as z from 'zod'
import { CommandFailure } from '../failure'

const annotations = z.object({
  readOnlyHint: z.boolean().optional().catch(undefined),
  destructiveHint: z.boolean().optional().catch(undefined),
  idempotentHint: z.boolean().optional().catch(undefined),
  openWorldHint: z.boolean().optional().catch(undefined),
})

const tool = z.object({
  name: z.string(),
  description: z.string().optional().catch(undefined),
  annotations: annotations.optional().catch(undefined),
})

const listing = z.object({ tools: z.array(tool), nextCursor: z.string().optional() })
const response = z.object({ id: z.unknown(), result: z.unknown().optional(), error: z.unknown().optional() })

/** A tool as its server describes it. Nothing of it is to be trusted. */
type ListedTool = z.infer<typeof tool>

export interface ScanBounds {
  readonly patienceMs: number
  readonly environment: NodeJS.ProcessEnv
}

const MOST_PAGES = 200
const LONGEST_LINE = 16 * 1024 * 1024
const STOP_PATIENCE_MS = 2_000

/**
 * Starts an MCP server on its standard streams, asks for all of its tools, and ends it.
 * Source: https://modelcontextprotocol.io/specification/2025-06-18/basic/lifecycle and server/tools (cursors).
 */
export async function askServer(
  command: readonly string[],
  { patienceMs, environment }: ScanBounds,
): Promise<ListedTool[]> {
  const child = new Child(command, childEnvironment(environment))
  const session = new Session(child)
  try {
    return await Promise.race([session.listTools(), session.ended, late(patienceMs, session)])
  } finally {
    session.over()
    await child.stop(STOP_PATIENCE_MS)
  }
}

function late(patienceMs: number, session: Session): Promise<never> {
  return new Promise((_, reject) => {
    const reason = `the server did not list its tools within ${patienceMs / 1000} s: give it more with --timeout`
    session.onOver(setTimeout(() => reject(new CommandFailure(reason)), patienceMs))
  })
}

class Session {
  /** Rejects when the server ends before it was asked to, or says what cannot be read. */
  readonly ended: Promise<never>
  private readonly lines = new Lines(LONGEST_LINE)
  private readonly waiting = new Map<number, (answer: z.infer<typeof response>) => void>()
  private timer: NodeJS.Timeout | undefined
  private next = 1

  constructor(private readonly child: Child) {
    this.ended = new Promise((_, reject) => {
      void child.ended.then(({ how }) =>
        reject(new CommandFailure(`the server ended before it listed its tools: ${how}`)),
      )
      child.stdout.on('data', (chunk: Buffer) => {
        try {
          this.read(chunk)
        } catch (error) {
          reject(new CommandFailure(`the server cannot be understood: ${messageOf(error)}`))
        }
      })
    })
    this.ended.catch(() => undefined)
  }

  onOver(timer: NodeJS.Timeout): void {
    this.timer = timer
  }

  over(): void {
    clearTimeout(this.timer)
  }

  async listTools(): Promise<ListedTool[]> {
    const clientInfo = { name: 'lockstep-scan', version: '1' }
    await this.request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
    this.send({ method: 'notifications/initialized' })
    const tools: ListedTool[] = []
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const result = listing.safeParse(
        await this.request('tools/list', cursor === undefined ? {} : { cursor }),
      )
      if (!result.success)
        throw new CommandFailure('the server answered tools/list with something else than tools')
      tools.push(...result.data.tools)
      cursor = result.data.nextCursor
      if (cursor === undefined) return tools
    }
    throw new CommandFailure(`the server lists its tools on more than ${MOST_PAGES} pages: it does not end`)
  }

  private request(method: string, params: Record<string, unknown>): Promise<unknown> {
    const id = this.next++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => {
        const refused = new CommandFailure(
          `the server refuses ${method}: ${JSON.stringify(error)?.slice(0, 300)}`,
        )
        if (error === undefined) resolve(result)
        else reject(refused)
      })
      this.send({ id, method, params })
    })
  }

  private send(message: Record<string, unknown>): void {
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  private read(chunk: Buffer): void {
    for (const line of this.lines.push(chunk)) {
      const message = response.safeParse(parse(line.toString('utf8')))
      if (!message.success) continue
      const { id } = message.data
      // Requests of the server (ping, roots/list) have methods and ids of its own; none is needed to list tools.
      if (typeof id !== 'number' || !('result' in message.data || 'error' in message.data)) continue
      this.waiting.get(id)?.(message.data)
      this.waiting.delete(id)
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Servers print other things on their output too; those are no messages. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
