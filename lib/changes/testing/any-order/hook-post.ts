import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'
import { POST as webhook } from '@/app/api/webhooks/github/route'
import { TEST_URL } from '@/scripts/test/start-server'

/** A delivery as the forge sent it, byte for byte. */
interface Hook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const HOOK_HEADER = /^x-|^content-type$/

/** What carries the forge's hooks: it keeps them until it is told what becomes of each, in whatever order. */
export class HookPost {
  /** On the way. */
  readonly waiting: Hook[] = []
  /** Arrived, and handled as the app said. */
  readonly handled: Hook[] = []
  /** So many of the waiting ones have their order. */
  #settled = 0

  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<HookPost> {
    const server = createServer((request, response) => {
      const take = async () => {
        post.waiting.push(await read(request))
        response.writeHead(202).end()
      }
      void take()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A server that listens on TCP has an address with a port.
    const { port } = server.address() as AddressInfo
    const post = new HookPost(`http://127.0.0.1:${port}/`, async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    return post
  }

  /**
   * Waits for what the forge has sent, and brings what arrived since into an order that does not hang on which came first over the network:
   * who takes the same ones twice finds the same ones.
   */
  async settle(sending: ReadonlySet<Promise<void>>): Promise<void> {
    while (sending.size > 0) await Promise.all(sending)
    const arrived = this.waiting.splice(this.#settled)
    this.waiting.push(...arrived.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)))
    this.#settled = this.waiting.length
  }

  take(which: number): Hook | undefined {
    const [taken] = this.waiting.splice(which % Math.max(1, this.waiting.length), 1)
    this.#settled = this.waiting.length
    return taken
  }

  /** Delivers one; one that was not handled goes back on its way, under the same id. Returns the status of the answer. */
  async deliver(hook: Hook): Promise<number> {
    const { headers, body } = hook
    const request = new Request(`${TEST_URL}/api/webhooks/github`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
    const { status } = await webhook(request, { params: Promise.resolve({}) })
    if (status === 200) this.handled.push(hook)
    else this.waiting.push(hook)
    return status
  }
}

const named = z.object({
  action: z.string().optional(),
  ref: z.string().optional(),
  context: z.string().optional(),
  number: z.number().optional(),
})

/** What it is about, without times and commits. */
function nameOf({ headers, body }: Hook): string {
  const about = named.safeParse(JSON.parse(body.toString('utf8'))).data
  return JSON.stringify([headers['x-github-event'], about])
}

async function read(request: IncomingMessage): Promise<Hook> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    HOOK_HEADER.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
  )
  const chunks: Buffer[] = await request.toArray()
  return { headers: Object.fromEntries(headers), body: Buffer.concat(chunks) }
}
