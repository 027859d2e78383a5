import type { ClientInfo } from './enforcer'

/** The client behind one or more exchanges of messages, as it introduced itself. */
export class Peer {
  info: ClientInfo | undefined
}
