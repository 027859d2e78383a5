import { auditRow } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { KEY_PREFIX } from '@/lib/wire/enrol'
import { keyScope, type KeyScope } from './key-scope'
import { makeSecret } from './secret'
import * as z from 'zod'

/** A one-time key made on the Connect page is used at once or not at all. */
export const ONE_TIME_MS = 30 * 60_000
const MAX_DAYS = 365

export const createKeyInput = z.strictObject({
  scope: keyScope,
  /** Null: any number of uses until it expires. */
  uses: z.number().int().min(1).max(100_000).nullable().default(1),
  /** How long it counts, in minutes; at most a year. */
  minutes: z
    .number()
    .int()
    .min(1)
    .max(MAX_DAYS * 24 * 60)
    .default(ONE_TIME_MS / 60_000),
})
export type CreateKeyInput = z.input<typeof createKeyInput>

export type CreateKeyResult =
  /** The key's text exists here and nowhere else: show it once. */
  | {
      readonly kind: 'created'
      readonly id: string
      readonly key: string
      readonly scope: KeyScope
      readonly expiresAt: Date
    }
  | { readonly kind: 'forbidden' }

/** Makes a key that lets connectors enrol proxies within a scope. For administrators of the repository. */
export async function createEnrolmentKey({
  ctx,
  input,
}: {
  ctx: Context<PersonActor>
  input: CreateKeyInput
}): Promise<CreateKeyResult> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const { scope, uses, minutes } = createKeyInput.parse(input)
  const secret = makeSecret(KEY_PREFIX)
  const expiresAt = new Date(ctx.now.getTime() + minutes * 60_000)
  const { id } = await ctx.db.prisma.$transaction(async (tx) => {
    const made = await tx.enrolmentKey.create({
      data: {
        repositoryId: ctx.repositoryId,
        keyHash: secret.hash,
        scope,
        usesLeft: uses,
        expiresAt,
        createdBy: ctx.actor.personId,
        createdAt: ctx.now,
      },
    })
    await tx.auditEvent.create({
      data: auditRow(ctx, {
        action: 'key.created',
        subject: made.id,
        detail: {
          paths: scope.paths,
          names: scope.names,
          modes: scope.modes,
          uses,
          expiresAt: expiresAt.toISOString(),
        },
      }),
    })
    return made
  })
  return { kind: 'created', id, key: secret.text, scope, expiresAt }
}
