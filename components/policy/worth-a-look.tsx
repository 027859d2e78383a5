import { CoverageNote } from '@/components/decision/coverage-note'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatDay } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { Icon } from '@/components/ui/icon'
import { Panel } from '@/components/ui/panel'
import type { DecisionCoverage } from '@/lib/decisions/cover-decisions'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import type { LintFinding } from '@/lib/policy/lint/lint-finding'
import { LINT_RULES } from '@/lib/policy/lint/lint-rules'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import { ruleAt } from '@/lib/policy/rule-at'
import type { LintOfContent } from '@/lib/repository/lint-content'
import type { LandedRule } from '@/lib/repository/rules-since'
import { lineHash, lineWords, PolicyLines } from './policy-lines'
import type { PolicyTraffic } from './traffic'

interface WorthALookProps {
  readonly loaded: LoadedPolicy
  /** Null without a proxy, and in the past. */
  readonly traffic: PolicyTraffic | null
  /** When the rule of that scope and name came into the file, if that was after `traffic.since`. */
  readonly landed: ReadonlyMap<string, Pick<LandedRule, 'at' | 'others'>>
  readonly lint: LintOfContent
  /** How much of what its proxies decided the log holds since `traffic.since`: what is missing may hold a denial. Null when nothing is counted. */
  readonly coverage: DecisionCoverage | null
  readonly now: Date
}

/** The others are behind a line. */
const FEW = 5
/** More rows than anybody reads. */
const MOST = 100

/**
 * What lint says of the text; and rules that denied nothing for as long as the log knows, at most 30 days, while some rule did or something
 * was called. Nothing when there is neither.
 */
export function WorthALook({ loaded, traffic, landed, lint, coverage, now }: WorthALookProps) {
  const { rules, unfired } = unfiredRules(loaded, traffic, landed)
  const all = lint.count + unfired.length
  if (all === 0) return null
  const lines = new PolicyLines(loaded)
  const notes = [
    ...(lint.count > 0 ? [`lint finds ${countOf(lint.count, 'thing')}`] : []),
    ...(unfired.length > 0 ? [`${unfired.length} of ${rules} rules denied nothing`] : []),
  ]
  const rows = [
    ...lint.findings
      .slice(0, MOST)
      .map((finding) => (
        <FindingRow
          key={`${finding.rule} ${finding.start} ${finding.message}`}
          finding={finding}
          loaded={loaded}
        />
      )),
    ...unfired.slice(0, MOST).map((rule) => {
      const range = lines.rule(rule)
      return (
        <li key={`${rule.scope}:${rule.index}`} className="li">
          <Glyph name="note" label={null} />
          <p>
            <b className="b">{printable(rule.reading.name)}</b> (
            <a href={lineHash(range)}>{lineWords(range)}</a>) has not fired since{' '}
            {sinceWords(landed.get(landedKey(rule.scope, rule.reading.name))?.at, traffic?.since ?? now, now)}
            {rule.scope === '*' ? '; it holds for every tool' : ''}
            {firedByName(rule, traffic) ? '; what its name denied, other versions of the file did' : ''}
          </p>
        </li>
      )
    }),
  ]
  const rest = rows.slice(FEW)
  return (
    <Panel
      title="Worth a look"
      note={notes.join('; ')}
      more={unfired.length > 0 ? <HelpLink topic="not-fired">Why a rule does not fire</HelpLink> : undefined}
    >
      <ul className="rows look">{rows.slice(0, FEW)}</ul>
      {rest.length > 0 && (
        <details className="fd">
          <summary>
            <Icon name="right" /> {rest.length} more
          </summary>
          <ul className="rows look">{rest}</ul>
          {all > rows.length && <p className="s dim pad">And {formatCount(all - rows.length)} more.</p>}
        </details>
      )}
      {unfired.length > 0 && coverage !== null && <CoverageNote coverage={coverage} />}
    </Panel>
  )
}

const GLYPHS = { error: 'failed', warning: 'did-not-reload', info: 'note' } as const

function FindingRow({ finding, loaded }: { finding: LintFinding; loaded: LoadedPolicy }) {
  const { severity, rule, line, message } = finding
  return (
    <li className="li">
      <Glyph name={GLYPHS[severity]} label={severity} />
      <p>
        <Subject finding={finding} loaded={loaded} /> (
        <a href={lineHash({ from: line, to: line })}>{lineWords({ from: line, to: line })}</a>):{' '}
        {printable(message)} <HelpLink topic={`lint/${rule}`}>{rule}</HelpLink>
      </p>
    </li>
  )
}

/** Findings about a tool, which stand at its name. */
const OF_TOOLS: ReadonlySet<string> = new Set(['unknown-tool', 'hidden-with-rules', 'wildcard-under-deny'])

/** The tool or the rule that it is about; what it is of the file. */
function Subject({ finding: { rule, start, end }, loaded }: { finding: LintFinding; loaded: LoadedPolicy }) {
  if (OF_TOOLS.has(rule))
    return <b className="b mono">{printable(nameIn(loaded.document.text.slice(start, end)))}</b>
  const at = ruleAt(loaded, start)
  const name = at === null ? undefined : loaded.policy.tools.get(at.tool)?.rules[at.rule]?.name
  return <b className="b">{name === undefined ? LINT_RULES[rule].title : printable(name)}</b>
}

/** The text of a finding begins with the name, quoted or not. */
function nameIn(text: string): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text)?.[0] ?? ''
}

function unfiredRules(
  loaded: LoadedPolicy,
  traffic: PolicyTraffic | null,
  landed: WorthALookProps['landed'],
) {
  if (traffic === null || traffic.since === null) return { rules: 0, unfired: [] }
  const reading = describePolicy(loaded.policy)
  const rules = [
    ...reading.tools.flatMap((tool) => tool.rules.filter(({ scope }) => scope !== '*')),
    ...reading.everyTool,
  ]
  const neverFired = (rule: ToolRule) => {
    const others = landed.get(landedKey(rule.scope, rule.reading.name))?.others
    const fired = traffic.ruleSince(rule, others ?? new Set())
    return fired !== null && fired.denied + fired.wouldDeny === 0
  }
  return { rules: rules.length, unfired: rules.filter(neverFired) }
}

/** Whether a rule of that name denied something, whatever its text was. */
function firedByName(rule: ToolRule, traffic: PolicyTraffic | null): boolean {
  const fired = traffic?.ruleSince(rule, new Set()) ?? null
  return fired !== null && fired.denied + fired.wouldDeny > 0
}

/** `since` is the first day that the log counts; a log of hours says so, instead of counting days. */
function sinceWords(came: Date | undefined, since: Date, now: Date): string {
  if (came !== undefined) return `it landed ${formatDay(came, now)}`
  const day = formatDay(since, now)
  return day === formatDay(now, now) ? 'the log of this policy began today' : `${day}, ${daysOf(since, now)}`
}

/** How `landed` names a rule. */
export function landedKey(scope: string, rule: string): string {
  return `${scope}\0${rule}`
}

function daysOf(since: Date, now: Date): string {
  const days = Math.max(1, Math.floor((now.getTime() - since.getTime()) / 86_400_000))
  return days === 1 ? 'a day' : `${days} days`
}
