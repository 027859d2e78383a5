import { realpathSync } from 'node:fs'
import { isAbsolute, join, normalize, resolve } from 'node:path'
import type { InstanceReport } from '@/lib/wire/report'
import type { ProcessSeen } from './process-start'

/** What an enrolment says about its proxy. */
export interface MatchTarget {
  readonly name: string
  /** The live policy file, absolute. */
  readonly config: string
  /** Folder of event files, absolute. */
  readonly events: string
}

export interface MatchInput {
  /** The folder in which the event file lies. */
  readonly events: string
  /** `config` of the start event, as typed: may be relative. */
  readonly config: string | null
  /** The process, when it can be seen and its start fits. */
  readonly process: ProcessSeen | null
  /** Name of the target that it was matched to by its process, when that could be seen. */
  readonly before: string | null
}

export type MatchedBy = InstanceReport['matchedBy']

/**
 * Which of the targets an instance belongs to, in the order of fleet.md: by the events folder and config given at enrolment, by the
 * process's working directory and its config, by an absolute config. Whatever fits several targets fits none, but for a process that cannot be
 * seen any more: it stays with the one that it was matched to.
 */
export function matchInstance(
  input: MatchInput,
  targets: readonly MatchTarget[],
): { readonly name: string; readonly matchedBy: NonNullable<MatchedBy> } | null {
  const { config, process } = input
  if (config === null) return null
  const here = targets.filter((target) => samePath(target.events, input.events))
  const cwd = process?.cwd ?? null
  const full = isAbsolute(config) ? config : cwd === null ? null : resolve(cwd, config)
  const rules = [
    ['configured', here.filter((target) => named(config, target.config))],
    [
      'process',
      full === null || isAbsolute(config) ? [] : targets.filter(({ config }) => samePath(config, full)),
    ],
    ['config', isAbsolute(config) ? targets.filter((target) => samePath(target.config, config)) : []],
  ] as const
  for (const [matchedBy, found] of rules) {
    const [only, ...more] = found
    // A relative name that contradicts the visible working directory is another file of that name.
    const contradicted =
      matchedBy === 'configured' && only !== undefined && full !== null && !samePath(only.config, full)
    if (only !== undefined && more.length === 0 && !contradicted) return { name: only.name, matchedBy }
  }
  const known = cwd === null ? here.find(({ name }) => name === input.before) : undefined
  return known === undefined ? null : { name: known.name, matchedBy: 'process' }
}

/** Whether a config as typed can mean this absolute path: the same, or its end. */
function named(typed: string, path: string): boolean {
  if (isAbsolute(typed)) return normalize(typed) === normalize(path)
  const end = normalize(typed).replace(/^(\.\.\/)+/, '')
  return end !== '' && end !== '.' && normalize(path).endsWith(`/${end}`)
}

/** Whether two paths lead to the same place, as written or resolved. */
export function samePath(a: string, b: string): boolean {
  return normalize(a) === normalize(b) || real(a) === real(b)
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    try {
      return join(realpathSync(join(path, '..')), path.split('/').at(-1) ?? '')
    } catch {
      return normalize(path)
    }
  }
}
