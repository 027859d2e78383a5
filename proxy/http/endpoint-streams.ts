import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Session } from '../session'
import type { BodyShare } from './body-room'

/** Below it clients of the older transport post their messages. */
export const MESSAGE_PATH = '/message'

/** A client that does not read what it is answered is cut off. */
const LIMIT_BYTES = 16 * 1024 * 1024

/** A stream of the older HTTP+SSE transport: its messages arrive apart from it, and are answered on it. */
export interface OpenStream {
  readonly session: Session
  readonly response: ServerResponse
  /** What is open on it takes room of it. */
  readonly share: BodyShare
  /** Where the server wants its messages. */
  readonly target: URL
}

/** The open streams of the older transport, by the name that their clients post to. */
export class EndpointStreams {
  readonly #streams = new Map<string, OpenStream>()
  readonly #names = new WeakMap<ServerResponse, string>()

  /** Opens one for as long as its response lasts; returns where its client is to post to, at our address. Again: only its target changes. */
  open(stream: OpenStream): string {
    const name = this.#names.get(stream.response) ?? this.#name(stream.response)
    this.#streams.set(name, stream)
    return `${MESSAGE_PATH}?stream=${name}`
  }

  get(name: string | null): OpenStream | undefined {
    return this.#streams.get(name ?? '')
  }

  #name(response: ServerResponse): string {
    const name = randomUUID()
    this.#names.set(response, name)
    response.once('close', () => this.#streams.delete(name))
    return name
  }
}

/** Puts an answer of our own on a stream. */
export function say({ response }: OpenStream, event: Buffer): void {
  if (response.writableLength > LIMIT_BYTES) response.destroy()
  else response.write(event)
}
