import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { stampOf, type Core } from '@/forge/core'
import { createBot } from '@/forge/operations/accounts'
import { installApps } from '@/forge/operations/install-apps'
import { invalidField } from '@/forge/refusal'
import type { AppRow, PermissionLevel } from '@/forge/state/credentials'

/** What an app gets when nothing else is asked for. */
const DEFAULT_PERMISSIONS: Readonly<Record<string, PermissionLevel>> = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  statuses: 'write',
  members: 'read',
  administration: 'read',
  metadata: 'read',
}

export interface AppInput {
  readonly name: string
  readonly url: string
  readonly callbackUrl: string
  readonly webhookUrl?: string | null
  readonly permissions?: Readonly<Record<string, PermissionLevel>>
}

/** Makes an app with its keys and installs it for every owner, or renews the addresses of the app with this name. */
export function saveApp(core: Core, input: AppInput, at: Date): AppRow {
  const slug = input.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (slug === '') throw invalidField('App', 'name', 'invalid')
  const known = core.state.apps.all().find((row) => row.slug === slug)
  const app = core.state.apps.put({
    ...(known ?? newCredentials(core, slug, at)),
    name: input.name,
    url: input.url,
    callbackUrl: input.callbackUrl,
    webhookUrl: input.webhookUrl ?? null,
    permissions: input.permissions ?? known?.permissions ?? DEFAULT_PERMISSIONS,
  })
  installApps(core, at)
  core.state.save()
  return app
}

function newCredentials(core: Core, slug: string, at: Date) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const publicKey = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' }).toString()
  return {
    id: core.state.nextId(),
    slug,
    webhookSecret: randomBytes(32).toString('hex'),
    clientId: `Iv23${randomBytes(8).toString('hex')}`,
    clientSecret: randomBytes(20).toString('hex'),
    privateKey: pem,
    publicKey,
    botId: createBot(core, slug, at).id,
    createdAt: stampOf(at),
  }
}
