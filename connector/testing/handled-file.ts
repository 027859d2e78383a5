import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The text of a policy that is another for each number. */
export const policy = (note: number) => `version: "1"\ndescription: "content ${note}"\n`

/** A policy file in a directory, to which a link may lead, as with git-sync. */
export class HandledFile {
  readonly path: string
  /** Its directory, or the link to it. */
  readonly real: string
  #count = 0

  constructor(
    readonly folder: string,
    readonly linked: boolean,
  ) {
    mkdirSync(join(folder, 'tree-0'))
    this.real = join(folder, linked ? 'current' : 'tree-0')
    if (linked) symlinkSync('tree-0', this.real)
    this.path = join(this.real, 'policy.yaml')
    writeFileSync(this.path, policy(0))
  }

  /** A number that was not used before. */
  count(): number {
    this.#count += 1
    return this.#count
  }

  /** A policy that was not there before. */
  next(): string {
    return policy(this.count())
  }
}

/** What hands can do to it, by name. */
export const FILE_OPERATIONS: Readonly<Record<string, (file: HandledFile) => void | Promise<void>>> = {
  'write in place': (file) => writeFileSync(file.path, file.next()),
  'write nonsense in place': (file) => writeFileSync(file.path, `version: "${file.count()}x"\n`),
  truncate: (file) => writeFileSync(file.path, ''),
  'write slowly': async (file) => {
    writeFileSync(file.path, 'version: "1"\n')
    await delay(150)
    writeFileSync(file.path, file.next())
  },
  'rename over': (file) => {
    writeFileSync(`${file.path}.new`, file.next())
    renameSync(`${file.path}.new`, file.path)
  },
  'unlink and create': (file) => {
    unlinkSync(file.path)
    writeFileSync(file.path, file.next())
  },
  'rename away and write': (file) => {
    renameSync(file.path, `${file.path}~`)
    writeFileSync(file.path, file.next())
  },
  'keep a hard link and rename over': (file) => {
    rmSync(`${file.path}.kept`, { force: true })
    linkSync(file.path, `${file.path}.kept`)
    writeFileSync(`${file.path}.new`, file.next())
    renameSync(`${file.path}.new`, file.path)
  },
  'put the old file back': (file) => {
    const old = readFileSync(file.path)
    writeFileSync(`${file.path}.new`, file.next())
    renameSync(`${file.path}.new`, file.path)
    writeFileSync(`${file.path}.new`, old)
    renameSync(`${file.path}.new`, file.path)
  },
  'swap the directory': (file) => {
    const count = file.count()
    const tree = `tree-${count}`
    mkdirSync(join(file.folder, tree))
    writeFileSync(join(file.folder, tree, 'policy.yaml'), file.next())
    if (file.linked) {
      symlinkSync(tree, `${file.real}.new`)
      renameSync(`${file.real}.new`, file.real)
    } else {
      renameSync(file.real, `${file.real}.${count}`)
      renameSync(join(file.folder, tree), file.real)
    }
  },
  'write the same again': (file) => writeFileSync(file.path, readFileSync(file.path)),
  'add a file beside': (file) => writeFileSync(join(file.real, `other-${file.count()}`), ''),
}
