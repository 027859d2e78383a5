import { CoverageNote } from '@/components/decision/coverage-note'
import { countOf } from '@/components/ui/format-number'
import { formatDay } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import type { DecisionCoverage } from '@/lib/decisions/cover-decisions'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import type { ToolRule } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import type { LintFinding } from '@/lib/policy/lint/lint-finding'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import { lineHash, lineWords, PolicyLines } from './policy-lines'
import type { PolicyTraffic } from './traffic'

interface WorthALookProps {
  readonly loaded: LoadedPolicy
  /** Null without a proxy, and in the past. */
  readonly traffic: PolicyTraffic | null
  /** When the rule of that scope and name came into the file, if that was after `traffic.since`. */
  readonly landed: ReadonlyMap<string, Date>
  /** Names of tools that no server offers. */
  readonly unknown: readonly Pick<LintFinding, 'line' | 'message' | 'start' | 'end'>[]
  /** How much of what its proxies decided the log holds since `traffic.since`: what is missing may hold a denial. Null when nothing is counted. */
  readonly coverage: DecisionCoverage | null
  readonly now: Date
}

const MOST = 8

/**
 * Names that no server offers; and rules that denied nothing for as long as the log knows, at most 30 days, while some rule did or
 * something was called. Nothing when there is neither.
 */
export function WorthALook({ loaded, traffic, landed, unknown, coverage, now }: WorthALookProps) {
  const { rules, unfired } = unfiredRules(loaded, traffic)
  if (unfired.length + unknown.length === 0) return null
  const lines = new PolicyLines(loaded)
  const notes = [
    ...(unfired.length > 0 ? [`${unfired.length} of ${rules} rules denied nothing`] : []),
    ...(unknown.length > 0 ? [`${countOf(unknown.length, 'name')} that no server offers`] : []),
  ]
  return (
    <Panel title="Worth a look" note={notes.join('; ')}>
      <ul className="rows look">
        {unknown.slice(0, MOST).map(({ line, message, start, end }) => (
          <li key={start} className="li">
            <Glyph name="did-not-reload" label={null} />
            <p>
              <b className="b mono">{printable(nameIn(loaded.document.text.slice(start, end)))}</b> (
              <a href={lineHash({ from: line, to: line })}>{lineWords({ from: line, to: line })}</a>):{' '}
              {message}
            </p>
          </li>
        ))}
        {unfired.slice(0, MOST).map((rule) => {
          const range = lines.rule(rule)
          return (
            <li key={`${rule.scope}:${rule.index}`} className="li">
              <Glyph name="note" label={null} />
              <p>
                <b className="b">{printable(rule.reading.name)}</b> (
                <a href={lineHash(range)}>{lineWords(range)}</a>) has not fired since{' '}
                {sinceWords(landed.get(landedKey(rule.scope, rule.reading.name)), traffic?.since ?? now, now)}
                {rule.scope === '*' ? '; it holds for every tool' : ''}
              </p>
            </li>
          )
        })}
      </ul>
      {unfired.length > 0 && coverage !== null && <CoverageNote coverage={coverage} />}
      <More count={Math.max(0, unfired.length - MOST) + Math.max(0, unknown.length - MOST)} />
    </Panel>
  )
}

/** The text of a finding begins with the name, quoted or not. */
function nameIn(text: string): string {
  return /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text)?.[0] ?? ''
}

function More({ count }: { count: number }) {
  return count > 0 && <p className="s dim pad">And {count} more.</p>
}

function unfiredRules(loaded: LoadedPolicy, traffic: PolicyTraffic | null) {
  if (traffic === null || traffic.since === null) return { rules: 0, unfired: [] }
  const reading = describePolicy(loaded.policy)
  const rules = [
    ...reading.tools.flatMap((tool) => tool.rules.filter(({ scope }) => scope !== '*')),
    ...reading.everyTool,
  ]
  const neverFired = (rule: ToolRule) => {
    const fired = traffic.ruleSince(rule)
    return fired !== null && fired.denied + fired.wouldDeny === 0
  }
  return { rules: rules.length, unfired: rules.filter(neverFired) }
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
