/** Who, as a commit names them. `at` has seconds precision; the forge writes UTC. */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly at: Date
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly message: string
}

export function formatCommit(commit: Omit<Commit, 'sha'>): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(commit.author)}`,
    `committer ${formatSignature(commit.committer)}`,
    '',
    commit.message,
  ]
  return Buffer.from(lines.join('\n'))
}

/** Reads a commit object; unknown headers (gpgsig, encoding, mergetag) are passed over. */
export function parseCommit(sha: string, data: Buffer): Commit {
  const text = data.toString('utf8')
  const end = text.indexOf('\n\n')
  const header = (end === -1 ? text : text.slice(0, end)).split('\n')
  const value = (key: string): string =>
    header.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? ''
  return {
    sha,
    tree: value('tree'),
    parents: header.filter((line) => line.startsWith('parent ')).map((line) => line.slice(7)),
    author: parseSignature(value('author')),
    committer: parseSignature(value('committer')),
    message: end === -1 ? '' : text.slice(end + 2),
  }
}

function formatSignature({ name, email, at }: Signature): string {
  return `${clean(name)} <${clean(email)}> ${Math.floor(at.getTime() / 1000)} +0000`
}

/** The characters that would end the field are dropped, as git itself does. */
function clean(text: string): string {
  return text.replace(/[<>\n\0]/g, '').trim()
}

function parseSignature(text: string): Signature {
  const match = /^(.*?) ?<([^>]*)> (-?\d+)/.exec(text)
  return {
    name: match?.[1] ?? '',
    email: match?.[2] ?? '',
    at: new Date(Number(match?.[3] ?? 0) * 1000),
  }
}
