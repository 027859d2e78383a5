import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What breaks a rule, for a person to find: `path` is relative to the checkout. */
export interface Violation {
  readonly path: string
  readonly problem: string
}

/** The files of a checkout, by path relative to it. Rules read texts from here, so that a bad snippet can be a tree too. */
export interface SourceTree {
  readonly files: ReadonlyMap<string, string>
  /** Of every file, also of those that are no text, as pictures. */
  readonly paths: ReadonlySet<string>
}

/** A rule about texts; arrows between modules are in `arrows.ts`. */
export interface SourceRule {
  readonly name: string
  /** A tree that breaks the rule: path → text. Each one must be caught, or the guard guards nothing. */
  readonly bad: readonly Readonly<Record<string, string>>[]
  /** A tree that looks alike and keeps the rule. */
  readonly good: Readonly<Record<string, string>>
  find(tree: SourceTree): Violation[]
}

const TEXT = /\.(?:ts|tsx|mts|mjs|md|json|css)$/

/** Every file that git knows or would add, without what is generated. */
export function readSourceTree(root: string): SourceTree {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  const paths = listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
  const texts = paths.filter((path) => TEXT.test(path))
  return {
    files: new Map(texts.map((path) => [path, readFileSync(join(root, path), 'utf8')])),
    paths: new Set(paths),
  }
}

/** A tree of given texts. */
export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return { files: new Map(Object.entries(files)), paths: new Set(Object.keys(files)) }
}

/** The entries whose path matches. */
export function filesOf(tree: SourceTree, path: RegExp, except?: RegExp): [path: string, text: string][] {
  return [...tree.files].filter(([name]) => path.test(name) && !except?.test(name))
}

/** Sources that are neither tests nor fixtures. */
export const SOURCE = /\.(?:ts|tsx)$/
export const TEST = /\.(?:test|spec)\.tsx?$|^e2e\/|\/testing\/|\.fixture\./

/** Good enough for sources that a formatter laid out: strings that contain comment signs do not contain what we look for. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
