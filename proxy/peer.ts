import { DoubtfulIds } from './doubtful-ids'
import type { ClientInfo } from './enforcer'

/** The client behind one or more exchanges of messages, as it introduced itself. */
export class Peer {
  info: ClientInfo | undefined
  doubtful = new DoubtfulIds()
  /** Stands for who reads lists page by page: this client alone, or all of those that cannot be told apart. */
  reader: object = this
}
