import { comparePolicies } from '@/lib/policy/compare/compare-policies'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Policy } from '@/lib/policy/policy'
import { validatePolicy } from '@/lib/policy/validate-policy'
import { WorkBudget } from '@/lib/policy/compare/work-budget'
import { plainText } from '@/lib/policy/describe/sentence'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { saySettingsChange } from '@/lib/repository/say-settings-change'
import { sayOwners, type EmergencyPath } from './emergency/judge-owners'
import { asCode, asText, withoutMarkers } from './forge-markdown'
import { type AgreementPrediction, sayPredicted, sayRequired } from './predict-agreement'
import type { OwnerMove } from './owner-moves'
import type { PreparedFile } from './prepare-files'
import { type Asking, sayMoved, sayOwnerMove } from './say-owner-move'
import type { TestedChange } from './test-changed-policies'

const BEGIN = '<!-- lockstep:begin -->'
const END = '<!-- lockstep:end -->'

/** GitHub refuses bodies above 65,536 characters; the person's own text may take 20,000 of them. */
const MOST_CHARACTERS = 28_000
const MOST_FILES = 50
const MOST_LINES = 30
const LONGEST_LINE = 500

/**
 * What the body of our pull request says; Markdown. `description` is the person's own and stays as it is, but for our markers. Whatever
 * comes from files (paths, names, messages, values) can become neither markup nor a mention, a reference, a link or a marker.
 */
export function describeChange(change: {
  readonly description: string
  readonly files: readonly PreparedFile[]
  /** What the policy tests say about it. */
  readonly tests?: readonly TestedChange[]
  /** Who must agree; an emergency says it in its own words. */
  readonly agreement?: AgreementPrediction
  /** What goes from the owners of one place to those of another. */
  readonly moves?: readonly OwnerMove[]
  /** Why it cannot wait, and who must agree per file; null for a change that goes the normal way. */
  readonly emergency?: { readonly reason: string; readonly files: readonly EmergencyPath[] } | null
  readonly link: string
}): string {
  const { files, link, tests = [], emergency = null, agreement, moves = [] } = change
  const described = describeFiles(files)
  const tested = tests.length === 0 ? [] : ['### Policy tests', listTests(tests)]
  const urgent = emergency === null ? [] : ['### Emergency', sayUrgent(emergency.reason, emergency.files)]
  const predicted = emergency === null && agreement !== undefined ? listAgreement(agreement) : ''
  const isRequired = agreement?.notRequired == null
  const heading = isRequired ? '### Who must agree' : '### Who is asked'
  const moved =
    moves.length === 0 ? [] : ['### What changes owners', listMoves(moves, isRequired ? 'must' : 'asked')]
  const agreed = predicted === '' ? [] : [heading, predicted, PREDICTED]
  const ours = [
    BEGIN,
    ...urgent,
    '### What changes',
    described,
    ...moved,
    ...tested,
    ...agreed,
    `[Open in Lockstep](${link})`,
    END,
  ]
  const description = withoutMarkers(change.description).trim()
  return [description, ours.join('\n\n')].filter((part) => part !== '').join('\n\n')
}

/**
 * Puts what we say now where we said it before, and leaves everything else as it is: the text outside our markers is the person's, who may
 * have changed it on GitHub. `fresh` comes from `describeChange`. A body without our markers gets ours at its end.
 */
export function replaceOurs(current: string, fresh: string): string {
  const ours = fresh.slice(fresh.indexOf(BEGIN))
  const [from, to] = oursIn(current)
  if (!hasOurs(current)) return [current.trim(), ours].filter((part) => part !== '').join('\n\n')
  return current.slice(0, from) + ours + current.slice(to + END.length)
}

/** Whether a body has both of our markers, in their order. */
export function hasOurs(body: string): boolean {
  const [from, to] = oursIn(body)
  return from !== -1 && to >= from
}

function oursIn(body: string): readonly [number, number] {
  return [body.indexOf(BEGIN), body.lastIndexOf(END)]
}

function sayUrgent(reason: string, files: readonly EmergencyPath[]): string {
  const shown = files.slice(0, MOST_FILES).map((file) => `- ${asCode(file.path)}: ${asText(sayOwners(file))}`)
  const rest = files.length - shown.length
  return [
    asText(reason),
    [...shown, ...(rest > 0 ? [`- and ${rest} more; all are shown in Lockstep`] : [])].join('\n'),
    'It asks for nothing less than GitHub requires. What is owed afterwards stands in a follow-up issue.',
  ].join('\n\n')
}

const PREDICTED =
  'Predicted from CODEOWNERS and rulesets of the base, owners on one line are alternatives. GitHub decides.'

/** What is told of who must agree at the most. */
const MOST_OF_AGREEMENT = 4000

/** What is told of moves between owners at the most. */
const MOST_OF_MOVES = 2000

function listMoves(moves: readonly OwnerMove[], asking: Asking): string {
  const lines = moves.map((move) => {
    const what = move.what === 'rules' ? `${asText(sayMoved(move))}: ` : ''
    const says = asText(sayOwnerMove(move, asking))
    return `- ${what}${asCode(move.from.path)} → ${asCode(move.to.path)}: ${says}`
  })
  return fitting(lines, MOST_OF_MOVES)
}

/** As many lines as fit, and how many there are besides. */
function fitting(lines: readonly string[], most: number): string {
  const shown = lines.filter((_, index) => lines.slice(0, index + 1).join('\n').length <= most)
  const rest = lines.length - shown.length
  return [...shown, ...(rest > 0 ? [`- and ${rest} more; all are shown in Lockstep`] : [])].join('\n')
}

function listAgreement({ owners, required, notRequired }: AgreementPrediction): string {
  const lines = [
    ...owners.map((one) => `- ${asCode(one.path)}: ${asText(sayPredicted(one))}`),
    ...required.map((one) => `- ${asText(sayRequired(one))} for ${one.paths.map(asCode).join(', ')}`),
  ]
  const listed = fitting(lines, MOST_OF_AGREEMENT)
  return listed === '' || notRequired === null ? listed : `${listed}\n\n${notRequired}`
}

/** What is told of the tests at the most; the rest of the body needs its room too. */
const MOST_OF_TESTS = 10_000

function listTests(tests: readonly TestedChange[]): string {
  const parts: string[] = []
  let length = 0
  for (const [index, one] of tests.entries()) {
    const part = describeTests(one)
    length += part.length
    if (length > MOST_OF_TESTS) {
      parts.push(`- and of ${tests.length - index} more policies; all are shown in Lockstep`)
      break
    }
    parts.push(part)
  }
  return parts.join('\n')
}

function describeTests({ path, lines }: TestedChange): string {
  const said = lines.map((line) => `  - ${asText(line.slice(0, LONGEST_LINE))}`)
  return [`- ${asCode(path)}`, ...said].join('\n')
}

function describeFiles(files: readonly PreparedFile[]): string {
  const parts: string[] = []
  // One submission has as much work as one comparison: what is beyond it is said to be undecided.
  const budget = new WorkBudget()
  let length = 0
  for (const [index, file] of files.entries()) {
    const part = index < MOST_FILES ? describeFile(file, budget) : null
    length += part?.length ?? 0
    if (part === null || length > MOST_CHARACTERS) {
      parts.push(`- and ${files.length - index} more; all are shown in Lockstep`)
      break
    }
    parts.push(part)
  }
  return parts.join('\n')
}

function describeFile({ basePath, path, before, text }: PreparedFile, budget: WorkBudget): string {
  const name = asCode(path ?? basePath ?? '')
  if (path === null || text === null) return `- ${name} is removed`
  if (path === CONFIGURATION_PATH)
    return listed(`- ${name}${before === null ? ' is new' : ''}`, settingsMeant(before, text))
  if (basePath === null || before === null) return `- ${name} is new`
  const moved = basePath === path ? '' : ` (moved from ${asCode(basePath)})`
  return listed(`- ${name}${moved}`, meaningOf(before, text, budget))
}

/** A file with the lines about it. */
function listed(name: string, lines: readonly string[]): string {
  const rest = lines.length - MOST_LINES
  const shown =
    rest > 0 ? [...lines.slice(0, MOST_LINES), `and ${rest} more; all are shown in Lockstep`] : lines
  return [name, ...shown.map((line) => `  - ${line}`)].join('\n')
}

function settingsMeant(before: string | null, after: string): string[] {
  return (saySettingsChange(before, after) ?? []).map(({ sentence }) => said(plainText(sentence)))
}

function meaningOf(before: string, after: string, budget: WorkBudget): string[] {
  const [old, next] = [before, after].map(policyIn)
  if (old === undefined || next === undefined) {
    // Neither: it is another file. One: to say nothing would read as if no answer changed.
    if (old === next) return []
    return [
      `**not compared** ${old === undefined ? 'what stood there before' : 'what it says now'} is no valid policy`,
    ]
  }
  const { differences, undecided } = comparePolicies(old, next, budget)
  return [
    ...differences.map(({ effect, text, witness }) => `**${effect}** ${said(text)}<br>${said(witness.text)}`),
    ...undecided.map(({ text }) => `**not decided** ${said(text)}`),
  ]
}

function said(text: string): string {
  return asText(text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text)
}

function policyIn(text: string): Policy | undefined {
  const parsed = parsePolicy(text)
  return parsed.ok && validatePolicy(parsed).length === 0 ? parsed.policy : undefined
}
