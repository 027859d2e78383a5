import { pino, type Logger } from 'pino'
import { processWide } from './process-wide'

/** Names of fields that are never written, wherever they stand in a log entry. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'key',
  'privateKey',
]

const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(gh[opsur]_|github_pat_|lsk_|lst_)[A-Za-z0-9_-]+/g, '$1…'],
  // A scheme of any length would be tried from every letter of a long word.
  [/(\b[a-z][a-z0-9+.-]{0,31}:\/\/)[^\s/@]+@/gi, '$1…@'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]+/g, '$1 …'],
  [/([?&](?:code|token|state|secret|key|password)=)[^&\s"]+/gi, '$1…'],
  [/-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g, '(private key)'],
]

/** Takes tokens, passwords in addresses and keys out of a text that is going to be logged. */
export function maskSecrets(text: string): string {
  return SECRET_SHAPES.reduce((masked, [shape, replacement]) => masked.replace(shape, replacement), text)
}

/** A logger of JSON lines on standard output. Secret fields are dropped and every line passes `maskSecrets`. */
export function createLogger(level: string, write: (line: string) => void): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        remove: true,
      },
    },
    { write: (line: string) => write(maskSecrets(line)) },
  )
}

interface Holder {
  level: string
  logger?: Logger
}

function holder(): Holder {
  return processWide<Holder>('log', () => ({ level: 'info' }))
}

/** The process's logger. */
export function log(): Logger {
  const held = holder()
  return (held.logger ??= createLogger(held.level, (line) => process.stdout.write(line)))
}

/** Called once by the start of the app with the parsed environment. */
export function setLogLevel(level: string): void {
  const held = holder()
  held.level = level
  if (held.logger) held.logger.level = level
}
