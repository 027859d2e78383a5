/** Why git did not do what was asked. Callers decide by `kind`; `message` is one sentence for a person. */
export type GitErrorKind =
  | 'git-missing'
  | 'git-too-old'
  | 'timeout'
  | 'output-limit'
  | 'unreachable'
  | 'unauthorised'
  | 'remote-missing'
  | 'refused-object'
  | 'broken-object'
  | 'disk'
  | 'locked'
  | 'closed'
  | 'failed'

/** Thrown by everything that runs git. Never holds a credential: those travel in the environment only. */
export class GitError extends Error {
  override readonly name = 'GitError'
  constructor(
    readonly kind: GitErrorKind,
    message: string,
    /** What git wrote, shortened, control characters and secrets removed; for logs. */
    readonly detail = '',
  ) {
    super(message)
  }
}

/** First match wins. The texts are git's own under LC_ALL=C; see `refs.c`, `http.c`, `fsck.c` and curl's errors. */
const CAUSES: readonly (readonly [RegExp, GitErrorKind, string])[] = [
  [
    /No space left on device|Disk quota exceeded/i,
    'disk',
    'The disk is full: free space where the mirror lies.',
  ],
  [
    /Read-only file system|Permission denied.*\.git/i,
    'disk',
    'The mirror cannot be written: check its directory.',
  ],
  [
    /Unable to create '.*\.lock'|cannot lock ref|unable to (lock|update) .*ref/i,
    'locked',
    'Another git holds the mirror; Lockstep tries again.',
  ],
  [
    /Authentication failed|could not read (Username|Password)|returned error: 40[13]|HTTP 40[13]/i,
    'unauthorised',
    'The git server refused the credential: check that the app is installed on the repository and may read it.',
  ],
  [
    /repository '.*' not found|does not appear to be a git repository|returned error: 404/i,
    'remote-missing',
    'The git server knows no such repository, or hides it from this credential: check owner and name.',
  ],
  [
    /fsck error|unpack-objects|index-pack failed|bad object|pack has bad object|inflate: data stream error/i,
    'refused-object',
    'The repository contains an object that git refuses as malformed; repair it at its source.',
  ],
  [
    /Could not resolve host|Failed to connect|Connection (refused|reset|timed out)|unable to access|hung up|early EOF|Operation too slow|transport '.*' not allowed|returned error: 5\d\d|redirect/i,
    'unreachable',
    'The git server does not answer: check its address and the network.',
  ],
]

/** Makes a typed error of what git wrote to standard error. `secrets` are removed wherever they occur. */
export function errorOf(command: string, stderr: string, secrets: readonly string[]): GitError {
  const detail = cleaned(stderr, secrets)
  const cause = CAUSES.find(([shape]) => shape.test(detail))
  if (cause) return new GitError(cause[1], cause[2], detail)
  return new GitError(
    'failed',
    `git ${command} failed: ${detail.split('\n').at(-1) || 'it said nothing'}`,
    detail,
  )
}

function cleaned(stderr: string, secrets: readonly string[]): string {
  const masked = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), stderr)
  return masked
    .replaceAll(/(\w+:\/\/)[^\s/@]*@/g, '$1…@')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' ? '\n' : '�'))
    .trim()
    .slice(-2000)
}
