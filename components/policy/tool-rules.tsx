import { Panel } from '@/components/ui/panel'
import type { ToolReading } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { RuleDenials } from './rule-denials'
import { RuleGlyph } from './rule-glyph'
import { SentenceText } from './sentence-text'
import type { PolicyTraffic } from './traffic'

interface ToolRulesProps {
  tool: ToolReading
  lines: PolicyLines
  traffic: PolicyTraffic | null
  /** The log narrowed to what a rule denied here. */
  deniedHref: (rule: string) => string
}

/** One tool read out in full: every rule with its consequences, its lines, what it denied and its message. */
export function ToolRules({ tool, lines, traffic, deniedHref }: ToolRulesProps) {
  return (
    <Panel
      title={<span className="mono">{printable(tool.tool)}</span>}
      note={
        tool.rules.length === 0
          ? 'listed without a rule: every call is allowed'
          : 'every rule must pass; the first that fails denies'
      }
    >
      <ol className="rd rows">
        {tool.rules.map((rule, position) => {
          const { reading } = rule
          const range = lines.rule(rule)
          return (
            <li key={`${rule.scope}:${rule.index}`}>
              <RuleGlyph kind={reading.kind} />
              <div>
                <p>
                  <SentenceText sentence={position === 0 ? reading.sentence : reading.after} />
                  {reading.notes.map((note) => (
                    <span key={note.map(({ text }) => text).join('')}>
                      {' '}
                      <SentenceText sentence={note} />
                    </span>
                  ))}
                </p>
                <p className="s dim">
                  {reading.name === '' ? 'unnamed rule' : printable(reading.name)},{' '}
                  <a href={lineHash(range)}>{lineWords(range)}</a>
                  {rule.scope === '*' && ' · holds for every tool'}
                  <RuleDenials rule={rule} traffic={traffic} href={deniedHref(reading.name)} />
                </p>
                {reading.message !== null && <p className="s mid">Says: “{printable(reading.message)}”</p>}
              </div>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
