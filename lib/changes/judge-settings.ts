import type { Mirror } from '@/lib/git/mirror'
import { printable } from '@/lib/policy/describe/sentence'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'

/** What a change makes of the settings. */
export interface JudgedSettings {
  /** `invalid`: they would count for nothing. `no-policy`: another folder becomes that of the policies, and holds none. */
  readonly state: 'valid' | 'invalid' | 'no-policy'
  /** The folder of the policies from then on; null where it stays. */
  readonly newRoot: string | null
  /** Files at the head that become policies by it, though nothing in them needs to have changed. */
  readonly becomePolicies: readonly string[]
}

/** Reads the settings at the head as they will count; `root` is the folder of the policies now. */
export async function judgeSettings(
  { objects }: Mirror,
  head: string,
  root: string,
): Promise<JudgedSettings> {
  const { configuration, problems } = await readConfiguration(objects, head)
  if (problems.length > 0) return { state: 'invalid', newRoot: null, becomePolicies: [] }
  const { root: newRoot } = configuration
  if (newRoot === root) return { state: 'valid', newRoot: null, becomePolicies: [] }
  const paths = (await objects.listTree(head, newRoot)).map(({ path }) => path)
  const policies = paths.filter((path) => isPolicyPath(path, newRoot))
  if (policies.length === 0) return { state: 'no-policy', newRoot, becomePolicies: [] }
  return {
    state: 'valid',
    newRoot,
    becomePolicies: policies.filter((path) => !isPolicyPath(path, root)),
  }
}

/** More of a folder's name than this leaves no room for the rest of a status. */
const MOST_OF_NAME = 50

/** "settings valid, root becomes rules/". */
export function saySettings({ state, newRoot }: Pick<JudgedSettings, 'state' | 'newRoot'>): string {
  if (state === 'invalid') return 'settings not valid'
  if (newRoot === null) return 'settings valid'
  const name = printable(newRoot)
  const root = name.length > MOST_OF_NAME ? `${name.slice(0, MOST_OF_NAME - 1)}…` : name
  return state === 'valid'
    ? `settings valid, root becomes ${root}/`
    : `root becomes ${root}/, which holds no policy`
}
