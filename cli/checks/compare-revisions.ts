import { join } from 'node:path'
import type { Difference, PolicyComparison, RulePlace, Undecided } from '@/lib/policy/compare/comparison'
import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { LineIndex } from '@/lib/policy/line-index'
import { parsePolicy, type LoadedPolicy } from '@/lib/policy/parse-policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { FILE_START, type FileChange, type Finding, type Report } from '../report/report'
import { findWorkTree, resolveRange } from '../sources/git-work-tree'
import { reportPath } from '../sources/policy-files'
import { changedPolicies, type ChangedPolicy } from './changed-policies'

/** The effects that can be made errors. */
export type FailingEffect = 'loosens' | 'tightens' | 'unknown'

/** What the change of each policy between two sides means. Findings are notes, except for the effects that are to fail. */
export async function compareRevisions(range: string, failOn: readonly FailingEffect[]): Promise<Report> {
  const tree = findWorkTree('.')
  const changed = await changedPolicies(tree, await resolveRange(tree, range))
  const compared = changed.map((change) =>
    compareFile(change, reportPath(join(tree.root, change.path)), failOn),
  )
  return {
    command: 'diff',
    files: compared.map(({ change }) => change.file),
    findings: compared.flatMap(({ findings }) => findings),
    tests: [],
    coverage: [],
    changes: compared.map(({ change }) => change),
  }
}

interface ComparedFile {
  readonly change: FileChange
  readonly findings: readonly Finding[]
}

function compareFile(
  { before, after }: ChangedPolicy,
  file: string,
  failOn: readonly FailingEffect[],
): ComparedFile {
  const effects = new Effects(file, failOn)
  if (after === null) {
    const text =
      'The file is removed. Proxies that are to run it are told nothing else and keep what they have.'
    return { change: { file, verdict: 'removed' }, findings: [effects.unknown(text)] }
  }
  const now = readValid(after)
  if (typeof now === 'string') {
    const text = `The policy is not valid, so that its effect is not known: ${now}`
    return { change: { file, verdict: 'unknown' }, findings: [effects.unknown(text)] }
  }
  if (before === null) return { change: { file, verdict: 'added' }, findings: [effects.added(now)] }
  const was = readValid(before)
  if (typeof was === 'string') {
    const text = `The policy before was not valid, so that there is nothing to compare with: ${was}`
    return { change: { file, verdict: 'unknown' }, findings: [effects.unknown(text)] }
  }
  const comparison = comparePolicies(was.policy, now.policy)
  return { change: { file, verdict: comparison.verdict }, findings: effects.of(comparison, now) }
}

/** The policy, or why Intercept refuses it. */
function readValid(bytes: Buffer): LoadedPolicy | string {
  const parsed = parsePolicy(bytes)
  if (!parsed.ok) return parsed.loadError
  const [error] = validatePolicy(parsed)
  return error === undefined ? parsed : error.message
}

/** Makes the findings of one file. */
class Effects {
  constructor(
    private readonly file: string,
    private readonly failOn: readonly FailingEffect[],
  ) {}

  of({ differences, undecided, cosmetic }: PolicyComparison, now: LoadedPolicy): Finding[] {
    return [
      ...differences.map((difference) => this.difference(difference, now)),
      ...undecided.map((open) => this.open(open, now)),
      ...cosmetic.map(({ text }) => this.finding('change-cosmetic', text, [], FILE_START, null)),
    ]
  }

  unknown(text: string): Finding {
    return this.finding('change-unknown', text, [], FILE_START, 'unknown')
  }

  added({ policy }: LoadedPolicy): Finding {
    const text = `A new policy: what it does not name is ${policy.default === 'allow' ? 'allowed' : 'denied'}; it names ${policy.tools.size} tools.`
    return this.finding('change-added', text, [], FILE_START, null)
  }

  private difference({ effect, text, witness, rule }: Difference, now: LoadedPolicy): Finding {
    return this.finding(`change-${effect}`, text, [witness.text], placeOf(rule, now), effect)
  }

  private open({ text, rule }: Undecided, now: LoadedPolicy): Finding {
    return this.finding('change-unknown', text, [], placeOf(rule, now), 'unknown')
  }

  private finding(
    rule: string,
    message: string,
    notes: readonly string[],
    place: Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn'>,
    effect: FailingEffect | null,
  ): Finding {
    const severity = effect !== null && this.failOn.includes(effect) ? 'error' : 'info'
    return { rule, severity, message, notes, file: this.file, docs: null, ...place }
  }
}

/** Where the rule stands in the newer file; one that is gone has no place there. */
function placeOf(rule: RulePlace | undefined, now: LoadedPolicy) {
  if (rule === undefined || rule.file === 'before') return FILE_START
  const { line, column, end } = now.positions.locate(['tools', rule.tool, 'rules', rule.index, 'name'])
  const last = new LineIndex(now.document.text).at(end)
  return { line, column, endLine: last.line, endColumn: last.column }
}
