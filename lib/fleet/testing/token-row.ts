import { TOKEN_PREFIX } from '@/lib/wire/enrol'
import type { Server } from '@/lib/server'
import { makeSecret } from '../secret'

interface TokenTimes {
  readonly expiresAt?: Date
  readonly revokedAt?: Date
  readonly retiredAt?: Date
}

/** Puts a proxy and its token straight into the database of a server; returns the token. */
export async function addTokenRow(
  { database, repository }: Pick<Server, 'database' | 'repository'>,
  name: string,
  { retiredAt, expiresAt = new Date(Date.now() + 60_000), ...rest }: TokenTimes = {},
): Promise<string> {
  const { text, hash } = makeSecret(TOKEN_PREFIX)
  await database.prisma.proxy.create({
    data: {
      repositoryId: repository.id,
      name,
      environment: 'prod',
      policyPath: 'policies/a.yaml',
      mode: 'pull',
      engine: 'lockstep',
      ...(retiredAt && { retiredAt }),
      tokens: { create: { tokenHash: hash, expiresAt, ...rest } },
    },
  })
  return text
}
