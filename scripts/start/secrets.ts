import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Advice } from '../advice'
import { writeAtomically } from '../processes/write-atomically'

const registeredApp = z.object({
  id: z.number(),
  slug: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  webhookSecret: z.string(),
})

const stored = z.object({ secretKey: z.string().min(32), app: registeredApp.optional() })

/** What must survive a restart and nobody else may read. */
export type Secrets = z.infer<typeof stored>

/** Reads the secrets, or makes them on the first start. */
export function readSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    const secrets = { secretKey: randomBytes(32).toString('base64url') }
    writeSecrets(file, secrets)
    return secrets
  }
  const parsed = stored.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data
  throw new Advice(`${file} is damaged: restore it from a backup, or start afresh with --reset.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function writeSecrets(file: string, secrets: Secrets): void {
  writeAtomically(file, JSON.stringify(secrets), 0o600)
}
