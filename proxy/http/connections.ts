import type { Socket } from 'node:net'

/** What is to be done when an exchange is over. */
type Ending = () => void

/**
 * The open exchanges of each connection. Node tells a response that its connection ended only while it is written, and no response that waits
 * behind it, where a client sent several requests at once.
 */
export class Connections {
  readonly #open = new WeakMap<Socket, Set<Ending>>()

  /** Those of a connection; all that are left in it are ended with it. */
  exchangesOf(socket: Socket): Set<Ending> {
    const known = this.#open.get(socket)
    if (known !== undefined) return known
    const open = new Set<Ending>()
    this.#open.set(socket, open)
    socket.once('close', () => {
      for (const end of open) end()
    })
    return open
  }
}
