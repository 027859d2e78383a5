import { parseConfiguration } from '@/lib/repository/configuration'
import { CONFIGURATION_PATH, fileKind } from '@/lib/repository/policy-path'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import type { Mirror } from '@/lib/git/mirror'
import type { DraftFile } from './draft-file'
import { draftText } from '@/lib/policy/edit/draft-text'
import { baseText } from './draft-parts'

/** A file as the change will leave it: `text` null removes it. */
export interface PreparedFile {
  readonly basePath: string | null
  readonly path: string | null
  readonly before: string | null
  readonly text: string | null
  /** Git has it as a program: it stays one. */
  readonly isExecutable?: boolean
}

export interface FileError {
  readonly path: string
  /** 1-based; null when the whole file is meant. */
  readonly line: number | null
  readonly message: string
}

export type Preparation =
  | { readonly kind: 'prepared'; readonly files: readonly PreparedFile[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] }
  /** The head has other content of these paths than the draft started from. */
  | { readonly kind: 'stale-base'; readonly paths: readonly string[]; readonly head: string }
  /** The head has files where the draft would make some. */
  | { readonly kind: 'path-taken'; readonly taken: readonly TakenPath[] }
  /** Neither settings, a policy, nor the tests of one, or settings that would go elsewhere: that changes on the forge only. */
  | { readonly kind: 'protected'; readonly path: string; readonly reason: string }

/**
 * What a draft makes of the files at `head`. Content that others changed elsewhere does not matter: only these files' blobs are compared.
 * `root` is the folder of the policies.
 */
export async function prepareFiles(
  mirror: Mirror,
  head: string,
  files: readonly DraftFile[],
  root: string,
): Promise<Preparation> {
  const kept = findProtected(files, root)
  if (kept !== null) return { kind: 'protected', ...kept }
  const excluded = findExcluded(files)
  if (excluded.length > 0) return { kind: 'invalid', errors: excluded }
  const stale = await stalePaths(mirror, head, files)
  if (stale.length > 0) return { kind: 'stale-base', paths: stale, head }
  const taken = await takenPaths(mirror, head, files)
  if (taken.length > 0) return { kind: 'path-taken', taken }
  const prepared: PreparedFile[] = []
  const errors: FileError[] = []
  for (const file of files) {
    const base = await baseText(mirror, file.baseBlob)
    const name = file.path ?? file.basePath ?? ''
    if (base === null) {
      errors.push({
        path: name,
        line: null,
        message: 'The file in git is no UTF-8 text, so it cannot be edited.',
      })
      continue
    }
    const result = draftText(file, base)
    if (result.kind === 'refused')
      errors.push({ path: name, line: result.refusal.position.line, message: result.refusal.reason })
    else {
      const text = result.kind === 'deleted' ? null : result.text
      if (text !== null) errors.push(...errorsOf(name, text, root))
      const entry = file.basePath === null ? null : await mirror.objects.entryAt(head, file.basePath)
      prepared.push({
        isExecutable: entry?.type === 'executable',
        basePath: file.basePath,
        path: file.path,
        before: file.basePath === null ? null : base,
        text,
      })
    }
  }
  if (errors.length > 0) return { kind: 'invalid', errors }
  const changed = prepared.filter(({ basePath, path, before, text }) => basePath !== path || before !== text)
  return changed.length === 0 ? { kind: 'unchanged' } : { kind: 'prepared', files: changed }
}

function findProtected(
  files: readonly DraftFile[],
  root: string,
): { readonly path: string; readonly reason: string } | null {
  const outside = files
    .flatMap(({ basePath, path }) => [basePath, path])
    .find((path) => path !== null && fileKind(path, root) === 'other')
  if (outside != null) {
    const reason = `Lockstep changes policies and their tests below ${root}/, and ${CONFIGURATION_PATH}. Change this file on the forge.`
    return { path: outside, reason }
  }
  const isMoved = files.some(
    ({ basePath, path }) =>
      basePath !== null && basePath !== path && [basePath, path].includes(CONFIGURATION_PATH),
  )
  if (!isMoved) return null
  const reason = 'Lockstep changes the settings where they stand: it moves nothing there, nor them away.'
  return { path: CONFIGURATION_PATH, reason }
}

/** Files of which one commit can hold only one: git would keep either, and what was said of the other would be untrue. */
function findExcluded(files: readonly Pick<DraftFile, 'path'>[]): FileError[] {
  const paths = files.flatMap(({ path }) => path ?? [])
  const [all, seen] = [new Set(paths), new Set<string>()]
  return paths.flatMap((path) => {
    const error = (message: string) => ({ path, line: null, message })
    if (seen.has(path)) return error('The draft has another file for this path.')
    seen.add(path)
    const folder = foldersOf(path).find((one) => all.has(one))
    return folder === undefined
      ? []
      : error(`The draft has the file ${folder}, where this one needs a folder.`)
  })
}

/** The folders on the way to a path. */
function foldersOf(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('/'))
}

async function stalePaths(mirror: Mirror, head: string, files: readonly DraftFile[]): Promise<string[]> {
  const stale: string[] = []
  for (const { basePath, baseBlob } of files) {
    const entry = basePath === null ? null : await mirror.objects.entryAt(head, basePath)
    if (basePath !== null && entry?.sha !== baseBlob) stale.push(basePath)
  }
  return stale
}

/** A path where a draft would make a file, and the path that stands there: the same, or that of a file where it would need a folder. */
export interface TakenPath {
  readonly path: string
  readonly by: string
}

/** What stands at `head` where a draft would make a file, a new one or one that moves, or where the file would need a folder. */
export async function takenPaths(
  mirror: Mirror,
  head: string,
  files: readonly Pick<DraftFile, 'basePath' | 'path'>[],
): Promise<TakenPath[]> {
  const taken: TakenPath[] = []
  for (const { basePath, path } of files) {
    if (path === null || path === basePath) continue
    const by = await standingAt(mirror, head, path)
    if (by !== null) taken.push({ path, by })
  }
  return taken
}

/** The path itself, or a file on the way to it, which a folder of its name would silently replace; null when a file can be made there. */
async function standingAt({ objects }: Mirror, head: string, path: string): Promise<string | null> {
  const parts = path.split('/')
  for (const depth of parts.keys()) {
    const at = parts.slice(0, depth + 1).join('/')
    const entry = await objects.entryAt(head, at)
    if (entry === null) return null
    if (entry.type !== 'tree') return at
  }
  return path
}

/** Why a text cannot be proposed at its place. */
function errorsOf(path: string, text: string, root: string): FileError[] {
  switch (fileKind(path, root)) {
    case 'policy':
      return policyErrors(path, text)
    case 'settings': {
      const parsed = parseConfiguration(text)
      return parsed.ok ? [] : parsed.problems.map(({ line, message }) => ({ path, line, message }))
    }
    default:
      return []
  }
}

function policyErrors(path: string, text: string): FileError[] {
  const parsed = parsePolicy(text)
  if (!parsed.ok) return [{ path, line: parsed.position.line, message: parsed.loadError }]
  return validatePolicy(parsed).map(({ line, message }) => ({ path, line, message }))
}
