import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/**
 * Calls one server over kept connections. It knows no more of HTTP than its two servers speak: its own work, on the same cores, must not be
 * measured.
 */
export class HttpCaller {
  readonly #port: number
  readonly #head: string
  readonly #call: (id: number) => string
  readonly #idle: Socket[] = []
  readonly #all = new Set<Socket>()
  #next = 0

  constructor(url: string, call: (id: number) => string) {
    const { port, host, pathname } = new URL(url)
    this.#port = Number(port)
    this.#head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n`
    this.#call = call
  }

  /** Calls at a steady rate, which does not wait for answers; resolves to the milliseconds of each. */
  async paced(count: number, perSecond: number): Promise<number[]> {
    const began = performance.now()
    const times: Promise<number>[] = []
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(count, ((performance.now() - began) / 1000) * perSecond)
        while (times.length < due) times.push(watched(this.#post()))
        if (times.length < count) return
        clearInterval(timer)
        resolve()
      }, 1)
    })
    return Promise.all(times)
  }

  /** Calls as fast as answers come, so many at a time. */
  async warm(count: number, atOnce: number): Promise<void> {
    let left = count
    const worker = async () => {
      while (left-- > 0) await this.#post()
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
  }

  close(): void {
    for (const socket of this.#all) socket.destroy()
  }

  async #post(): Promise<number> {
    const sent = performance.now()
    const body = this.#call(++this.#next)
    const socket = this.#idle.pop() ?? (await this.#open())
    socket.write(`${this.#head}content-length: ${body.length}\r\n\r\n${body}`)
    await answered(socket)
    this.#idle.push(socket)
    return performance.now() - sent
  }

  async #open(): Promise<Socket> {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    this.#all.add(socket)
    await once(socket, 'connect')
    return socket
  }
}

/** Resolves when the whole answer is there; it must be the one of a call that passed. */
function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const end = (error?: Error) => {
      socket.off('data', hear).off('close', gone)
      if (error === undefined) resolve()
      else reject(error)
    }
    const gone = () => end(new Error('the connection was closed'))
    const hear = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const body = text.indexOf('\r\n\r\n') + 4
      const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(text)?.[1])
      if (body < 4 || text.length < body + length) return
      if (text.includes('"text":"ok"')) end()
      else end(new Error(`unexpected answer: ${text.slice(0, 200)}`))
    }
    socket.on('data', hear).on('close', gone)
  })
}

/** Starts a program that prints its address, on either output; the address, when it did. */
export function startServer(file: string, args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let output = ''
    const look = (chunk: Buffer) => {
      output += chunk.toString()
      const [url] = /http:\/\/\S+/.exec(output) ?? []
      if (url !== undefined) resolve({ url, child })
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('exit', () => reject(new Error(`it ended: ${output}`)))
  })
}

/** Who waits for it comes later; until then its failure is not unhandled. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
