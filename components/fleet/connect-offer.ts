import type { ConnectWish } from './connect-command'

/** What the server offers to choose from. */
export interface ConnectOffer {
  /** Address of this Lockstep. */
  readonly server: string
  /** Name of the policy repository. */
  readonly repository: string
  /** False when this Lockstep serves no lockstep.mjs. */
  readonly offersProgram: boolean
  readonly branch: string
  readonly policies: readonly { readonly path: string; readonly repositoryPath: string }[]
  readonly wanted: string | undefined
  /** The proxy that enrols again. */
  readonly name: string | undefined
  readonly environments: readonly string[]
  readonly engines: readonly string[]
}

/** A key with what it was made for. Times are ISO 8601, UTC. */
export interface MadeKey {
  readonly wish: ConnectWish
  readonly id: string
  readonly key: string
  readonly createdAt: string
  readonly expiresAt: string
}
