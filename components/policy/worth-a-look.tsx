import { formatDay } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { Panel } from '@/components/ui/panel'
import { describePolicy } from '@/lib/policy/describe/describe-policy'
import { printable } from '@/lib/policy/describe/sentence'
import type { LoadedPolicy } from '@/lib/policy/parse-policy'
import { lineHash, lineWords, PolicyLines } from './policy-lines'
import type { PolicyTraffic } from './traffic'

interface WorthALookProps {
  readonly loaded: LoadedPolicy
  readonly traffic: PolicyTraffic
  /** When the rule of that scope and name came into the file, if that was after `traffic.since`. */
  readonly landed: ReadonlyMap<string, Date>
  readonly now: Date
}

const MOST = 8

/** Rules that denied nothing for as long as the log knows, at most 30 days; nothing while every rule did, or nothing was ever called. */
export function WorthALook({ loaded, traffic, landed, now }: WorthALookProps) {
  const { since } = traffic
  if (since === null) return null
  const lines = new PolicyLines(loaded)
  const reading = describePolicy(loaded.policy)
  const rules = [
    ...reading.tools.flatMap((tool) => tool.rules.filter(({ scope }) => scope !== '*')),
    ...reading.everyTool,
  ]
  const unfired = rules.filter((rule) => traffic.ruleSince(rule) === 0)
  if (unfired.length === 0) return null
  return (
    <Panel title="Worth a look" note={`${unfired.length} of ${rules.length} rules denied nothing`}>
      <ul className="rows look">
        {unfired.slice(0, MOST).map((rule) => {
          const range = lines.rule(rule)
          const came = landed.get(landedKey(rule.scope, rule.reading.name))
          return (
            <li key={`${rule.scope}:${rule.index}`} className="li">
              <Glyph name="note" label={null} />
              <p>
                <b className="b">{printable(rule.reading.name)}</b> (
                <a href={lineHash(range)}>{lineWords(range)}</a>) has not fired since{' '}
                {came === undefined
                  ? `${formatDay(since, now)}, ${daysOf(since, now)}`
                  : `it landed ${formatDay(came, now)}`}
                {rule.scope === '*' ? '; it holds for every tool' : ''}
              </p>
            </li>
          )
        })}
      </ul>
      {unfired.length > MOST && <p className="s dim pad">And {unfired.length - MOST} more.</p>}
    </Panel>
  )
}

/** How `landed` names a rule. */
export function landedKey(scope: string, rule: string): string {
  return `${scope}\0${rule}`
}

function daysOf(since: Date, now: Date): string {
  const days = Math.max(1, Math.floor((now.getTime() - since.getTime()) / 86_400_000))
  return days === 1 ? 'a day' : `${days} days`
}
