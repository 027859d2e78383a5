/** A person and a time as a commit states them: written by whoever made the commit, not proved by anything. */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly at: Date
}

/** What a commit object says. All texts are hostile: they may hold control and bidi characters. */
export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  /** Whole message; the first line is the subject. */
  readonly message: string
  /** A signature is there; Lockstep does not verify it. */
  readonly signed: boolean
}

/** Reads the bytes of a commit object (format: git's `commit.c`, headers, an empty line, the message). */
export function parseCommit(sha: string, bytes: Buffer): Commit {
  const text = decode(bytes)
  const split = text.indexOf('\n\n')
  const head = split < 0 ? text : text.slice(0, split)
  const headers = head.split('\n').filter((line) => !line.startsWith(' '))
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: parseSignature(all('author')[0] ?? ''),
    committer: parseSignature(all('committer')[0] ?? ''),
    message: split < 0 ? '' : text.slice(split + 2),
    signed: all('gpgsig').length > 0 || all('gpgsig-sha256').length > 0,
  }
}

/** Commits are UTF-8 unless their `encoding` header names a Latin-1, the only other one seen in practice. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return /^encoding (iso-8859-1|latin-?1)$/im.test(text.split('\n\n', 1)[0] ?? '')
    ? bytes.toString('latin1')
    : text
}

/** `Name <mail> seconds zone`; a malformed one keeps what can be read and gets the epoch. */
function parseSignature(line: string): Signature {
  const [, name = line, email = '', seconds = '0'] = /^(.*?) ?<([^>]*)>(?: (\d+))?/.exec(line) ?? []
  const at = new Date(Number(seconds) * 1000)
  return { name, email, at: Number.isNaN(at.getTime()) ? new Date(0) : at }
}
