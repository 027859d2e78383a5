import { isAbsolute } from 'node:path'
import { z } from 'zod'

/**
 * The app's environment. Read here and nowhere else, on first use and not at import: `next build` has no environment.
 * Settings shows these values (secrets as "set"), and never edits them. Documented in docs/configuration.md.
 */
const variables = z.object({
  /** Where people reach Lockstep, without a trailing slash; the origin that CSRF checks compare with. */
  LOCKSTEP_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  /** Signs cookies and encrypts the forge's tokens at rest. */
  SECRET_KEY: z.string().min(32, 'must have at least 32 characters; make one with: openssl rand -base64 32'),
  GITHUB_URL: z.url().default('https://github.com'),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_APP_ID: z.coerce.number().int().positive(),
  GITHUB_PRIVATE_KEY_FILE: z.string().refine(isAbsolute, 'must be an absolute path to a PEM file'),
  GITHUB_CLIENT_ID: z.string().min(1),
  GITHUB_CLIENT_SECRET: z.string().min(1),
  GITHUB_WEBHOOK_SECRET: z.string().min(1),
  /** owner/name of the policy repository. */
  REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  /** Where this replica keeps its bare mirror; made when missing, safe to delete. */
  MIRROR_DIRECTORY: z.string().refine(isAbsolute, 'must be an absolute path'),
  /** The command line in one file (lockstep.mjs), offered for download; absent = not offered. */
  CLI_FILE: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  /** Days that single decisions are kept; counts stay for `ROLL_UP_RETENTION_MONTHS`. */
  DECISION_RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  ROLL_UP_RETENTION_MONTHS: z.coerce.number().int().min(1).max(120).default(13),
  /** Where messages about drift, rejection and recovery are posted; absent = nowhere. May hold a token, so it is treated as a secret. */
  ALERT_WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .refine((url) => new URL(url).username === '', 'must not hold a name or password')
    .optional(),
  /** Signs those messages. */
  ALERT_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** An unsigned message could come from anybody. */
const schema = variables.refine(
  ({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret }) =>
    (url === undefined) === (secret === undefined),
  { path: ['ALERT_WEBHOOK_SECRET'], error: 'must be set together with ALERT_WEBHOOK_URL' },
)

export type Environment = z.infer<typeof schema>

/** Parses an environment. Throws one sentence per wrong variable, with its name and never with its value. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const parsed = schema.safeParse(source)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return source[name] === undefined && issue.code !== 'custom'
      ? `${name} is not set`
      : `${name} ${withoutValue(issue)}`
  })
  throw new Error(`Lockstep cannot start: ${problems.join('; ')}. See docs/configuration.md.`)
}

/** Our own messages never quote the value; zod's may, so they are replaced. */
function withoutValue(issue: z.core.$ZodIssue): string {
  return issue.message.startsWith('must ') ? issue.message : 'is not valid'
}

let current: Environment | undefined

/** The process's environment, parsed once. */
export function env(): Environment {
  return (current ??= parseEnvironment(process.env))
}
