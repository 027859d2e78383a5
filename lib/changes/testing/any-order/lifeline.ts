import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Where a program dies: what it was about to send is not sent, or is sent and its answer does not arrive. */
export type Death = 'unsent' | 'unanswered'

/**
 * All connections of one program, through lines that die with it: at once, between any two things that it sends to anybody. What is at
 * their other ends sees what it would see of a killed process, and nothing of the program has to be replaced for that.
 */
export class Lifeline {
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  #left = Number.POSITIVE_INFINITY
  #death: Death = 'unsent'
  #isDead = false

  get isDead(): boolean {
    return this.#isDead
  }

  /** Opens a line to a port of this host; returns the port to use in its place. */
  async lineTo(port: number): Promise<number> {
    const server = createServer((near) => this.#join(near, port))
    this.#servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A server that listens on TCP has an address with a port.
    return (server.address() as AddressInfo).port
  }

  /** Dies after so many further sends, on whichever line. */
  dieAfter(sends: number, death: Death): void {
    this.#left = sends
    this.#death = death
  }

  /** Connections can be made again; nothing is about to die. */
  revive(): void {
    this.#isDead = false
    this.#left = Number.POSITIVE_INFINITY
  }

  async close(): Promise<void> {
    this.#die()
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }

  #join(near: Socket, port: number): void {
    if (this.#isDead) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    let isLast = false
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => other.destroy())
      socket.on('end', () => other.end())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (bytes) => {
      this.#left -= 1
      if (this.#left < 0 && this.#death === 'unsent') return this.#die()
      isLast ||= this.#left < 0
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      if (isLast) return this.#die()
      near.write(bytes)
    })
  }

  #die(): void {
    this.#isDead = true
    for (const socket of this.#sockets) socket.destroy()
  }
}
