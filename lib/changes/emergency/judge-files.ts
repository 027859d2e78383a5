import { blobSha } from '@/lib/git/content-digest'
import type { HistoryIndex } from '@/lib/git/history-index'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { WorkBudget } from '@/lib/policy/compare/work-budget'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import { isTestFile } from '@/lib/policy/test/test-path'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import type { PreparedFile } from '../prepare-files'

/** Why a file cannot go the short way; a whole sentence. */
export interface NotAnEmergency {
  readonly path: string
  readonly reason: string
}

/**
 * An emergency may only tighten, or go back to content that stood on the branch before. Everything else, and whatever is not decided, goes
 * the normal way. Tests are free: they enforce nothing. `index` null: what stood on the branch is not known.
 */
export function judgeFiles(files: readonly PreparedFile[], index: HistoryIndex | null): NotAnEmergency[] {
  const budget = new WorkBudget()
  const found = files.flatMap(({ basePath, path, before, text }) => {
    const name = path ?? basePath ?? ''
    if ([basePath, path].every((one) => one === null || isTestFile(one))) return []
    const reason = reasonOf({ basePath, path, before, text }, index, budget)
    return reason === null ? [] : [{ path: name, reason }]
  })
  return found
}

function reasonOf(
  { basePath, path, before, text }: PreparedFile,
  index: HistoryIndex | null,
  budget: WorkBudget,
): string | null {
  if (path === CONFIGURATION_PATH)
    return 'Settings go the normal way: they say, among others, who reviews an emergency.'
  if (path === null || text === null)
    return 'Removing a policy denies nothing: proxies keep what they have loaded.'
  const stood = index?.intervalsOf(path, blobSha(Buffer.from(text, 'utf8'))) ?? []
  if (stood.length > 0) return null
  if (basePath === null || before === null) return 'A new policy denies nothing until a proxy gets it.'
  if (basePath !== path) return 'Moving a policy is not urgent: move it in a change of its own.'
  const [old, next] = [policyIn(before), policyIn(text)]
  if (old === null || next === null) return 'What stands on the branch is no valid policy to compare with.'
  const { verdict, counts } = comparePolicies(old, next, budget)
  if (counts.loosens > 0)
    return 'It loosens something: an emergency may only tighten, or restore what stood before.'
  if (verdict === 'unknown')
    return 'Whether it loosens something is not decided: an emergency must surely only tighten.'
  return null
}

function policyIn(text: string): Policy | null {
  const parsed = parsePolicy(text)
  return parsed.ok && validatePolicy(parsed).length === 0 ? parsed.policy : null
}
