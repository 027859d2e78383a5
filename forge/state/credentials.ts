import type { Stamp } from './records'

/** Level of one permission of an app, e.g. `contents: write`. */
export type PermissionLevel = 'read' | 'write'

export interface AppRow {
  readonly id: number
  readonly slug: string
  readonly name: string
  readonly url: string
  readonly callbackUrl: string
  /** `null` = no hooks are sent. */
  readonly webhookUrl: string | null
  readonly webhookSecret: string
  readonly clientId: string
  readonly clientSecret: string
  /** PKCS#1 PEM, handed out as GitHub does when the app is made. */
  readonly privateKey: string
  readonly publicKey: string
  readonly botId: number
  readonly permissions: Readonly<Record<string, PermissionLevel>>
  readonly createdAt: Stamp
}

/** An app on all repositories of one account. */
export interface InstallationRow {
  readonly id: number
  readonly appId: number
  readonly accountId: number
  readonly createdAt: Stamp
}

export interface TokenScope {
  readonly repositoryIds: readonly number[] | null
  readonly permissions: Readonly<Record<string, PermissionLevel>> | null
}

/** A token; only its sha256 is kept. `kind` follows GitHub's prefixes. */
export interface TokenRow {
  readonly id: number
  readonly hash: string
  readonly kind: 'ghp' | 'ghu' | 'ghr' | 'ghs' | 'session'
  readonly accountId: number
  /** For `ghu`, `ghr` and `ghs`. */
  readonly appId: number | null
  /** For `ghs`. */
  readonly installationId: number | null
  /** For `ghs`: the repositories and permissions it is limited to; `null` = all of the installation. */
  readonly scope: TokenScope | null
  /** Joins an access token with its refresh token: using the latter ends both. */
  readonly pairId: number | null
  readonly expiresAt: Stamp | null
  readonly createdAt: Stamp
}

/** An OAuth code between the redirect and the exchange; single use, ten minutes. */
export interface CodeRow {
  readonly id: number
  readonly hash: string
  readonly appId: number
  readonly accountId: number
  readonly redirectUri: string
  /** PKCE: base64url(sha256(verifier)). */
  readonly challenge: string | null
  readonly expiresAt: Stamp
}

/** One sending of a webhook. A redelivery keeps the guid. */
export interface DeliveryRow {
  readonly id: number
  readonly guid: string
  readonly appId: number
  readonly installationId: number | null
  readonly repositoryId: number | null
  readonly event: string
  readonly action: string | null
  readonly redelivery: boolean
  readonly deliveredAt: Stamp
  /** Seconds. */
  readonly duration: number
  /** `OK`, or why there was no 2xx. */
  readonly status: string
  /** 0 = no answer. */
  readonly statusCode: number
  readonly url: string
  readonly payload: unknown
}
