import { readFileSync } from 'node:fs'
import { z } from 'zod'

const schema = z.object({
  url: z.string(),
  forgeUrl: z.string(),
  accounts: z.array(z.object({ login: z.string(), name: z.string(), role: z.string() })),
})

/** What `npm start --ready-file` says about the stack under test. */
export type Stack = z.infer<typeof schema>

/** The stack that the global set-up started. */
export function stack(): Stack {
  const file = process.env.LOCKSTEP_E2E_READY
  if (file === undefined) throw new Error('e2e/global-setup.ts did not run')
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
}
