import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { openDatabase } from '@/lib/db/database'
import { createEnrolmentKey } from '@/lib/fleet/create-enrolment-key'
import type { DemoProxy } from './fleet'

/** What `lockstep connect` keeps of an enrolment, as far as it tells whether a key is needed. */
const kept = z.object({ server: z.string(), token: z.string() })

/** Proxies that the connector with this state directory has no token for at this address of the app. */
export function notEnrolled(fleet: readonly DemoProxy[], stateDirectory: string, url: string): DemoProxy[] {
  return fleet.filter(({ name }) => {
    const file = join(stateDirectory, name, 'enrolment.json')
    if (!existsSync(file)) return true
    try {
      return kept.parse(JSON.parse(readFileSync(file, 'utf8'))).server !== url
    } catch {
      // Begun and not finished, or torn: the connector begins again.
      return true
    }
  })
}

/** A key for exactly these proxies, once each. Whoever starts the demo owns the database, and acts as its administrator. */
export async function makeKey(proxies: readonly DemoProxy[], databaseUrl: string): Promise<string> {
  const db = openDatabase(databaseUrl, () => {})
  try {
    const { id: repositoryId } = await db.prisma.repository.findFirstOrThrow()
    const made = await createEnrolmentKey({
      ctx: {
        actor: {
          kind: 'person',
          personId: randomUUID(),
          sessionId: randomUUID(),
          login: 'npm start',
          name: 'npm start',
          role: 'admin',
        },
        db,
        repositoryId,
        now: new Date(),
        requestId: 'npm start',
      },
      input: {
        scope: {
          paths: [...new Set(proxies.map(({ policyPath }) => `policies/${policyPath}`))],
          modes: ['pull'],
          names: proxies.map(({ name }) => name),
        },
        uses: proxies.length,
      },
    })
    if (made.kind !== 'created') throw new Error(`no enrolment key for the demo fleet: ${made.kind}`)
    return made.key
  } finally {
    await db.close()
  }
}
