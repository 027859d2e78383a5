import { Glyph } from '@/components/ui/glyph'
import type { PolicyReading as Reading } from '@/lib/policy/describe/describe-policy'
import type { ToolReading, ToolRule } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { RuleGlyph } from './rule-glyph'
import { SentenceText } from './sentence-text'

interface PolicyReadingProps {
  reading: Reading
  lines: PolicyLines
}

/** The same rules as sentences, by answer: always allowed, allowed under rules, never. */
export function PolicyReading({ reading, lines }: PolicyReadingProps) {
  const { alwaysAllowed, underRules, never } = reading.groups
  const other = reading.anyOther
  const otherAllowed = other.posture === 'allowed'
  const otherNever = other.posture === 'denied' || other.posture === 'hidden'
  return (
    <>
      {(alwaysAllowed.length > 0 || otherAllowed) && (
        <>
          <h3 className="rh">Always allowed</h3>
          <ul className="rp0">
            {alwaysAllowed.map(({ tool }) => (
              <li key={tool} className="row">
                <Glyph name="allowed" label={null} />
                <span className="mono">{printable(tool)}</span>
              </li>
            ))}
            {otherAllowed && <AnyOther glyph="allowed" words="any other tool, listed or not" />}
          </ul>
        </>
      )}
      {(underRules.length > 0 || !(otherAllowed || otherNever)) && (
        <>
          <h3 className="rh">Allowed under rules</h3>
          {underRules.map((tool) => (
            <RuledTool key={tool.tool} tool={tool} lines={lines} />
          ))}
          {!(otherAllowed || otherNever) && <RuledTool tool={other} lines={lines} />}
        </>
      )}
      {(never.length > 0 || otherNever) && (
        <>
          <h3 className="rh">Never</h3>
          <ul className="rp0">
            {never.map((tool) => (
              <NeverTool key={tool.tool} tool={tool} lines={lines} />
            ))}
            {otherNever && (
              <AnyOther glyph={other.posture === 'hidden' ? 'hidden' : 'denied'} words="any other tool" />
            )}
          </ul>
        </>
      )}
      {reading.everyTool.length > 0 && (
        <div className="rt0">
          <h4 className="full">All tools together</h4>
          <Rules rules={reading.everyTool} lines={lines} />
        </div>
      )}
    </>
  )
}

function RuledTool({ tool, lines }: { tool: ToolReading; lines: PolicyLines }) {
  return (
    <div className="rt0">
      <h4 className={tool.tool === '*' ? 'full' : 'full mono'}>
        {tool.tool === '*' ? 'any other tool' : printable(tool.tool)}
      </h4>
      <Rules rules={tool.rules.filter(({ scope }) => scope !== '*' || tool.tool === '*')} lines={lines} />
    </div>
  )
}

function Rules({ rules, lines }: { rules: readonly ToolRule[]; lines: PolicyLines }) {
  return (
    <ol className="full">
      {rules.map((rule, position) => {
        const range = lines.rule(rule)
        return (
          <li key={`${rule.scope}:${rule.index}`}>
            <RuleGlyph kind={rule.reading.kind} />
            <div className="grow">
              <p>
                <SentenceText sentence={position === 0 ? rule.reading.sentence : rule.reading.after} />
              </p>
              <p className="s dim">
                <a href={lineHash(range)}>{lineWords(range)}</a>
                {rule.reading.name !== '' && ` · ${printable(rule.reading.name)}`}
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function NeverTool({ tool, lines }: { tool: ToolReading; lines: PolicyLines }) {
  const place = lines.cause(tool)
  return (
    <li className="row wrap">
      <Glyph name={tool.posture === 'hidden' ? 'hidden' : 'denied'} label={null} />
      <span className="mono">{printable(tool.tool)}</span>
      <span className="dim s" style={{ marginLeft: 'auto' }}>
        {tool.posture}
        {place !== null && (
          <>
            , <a href={lineHash(place)}>{lineWords(place)}</a>
          </>
        )}
      </span>
    </li>
  )
}

function AnyOther({ glyph, words }: { glyph: 'allowed' | 'denied' | 'hidden'; words: string }) {
  return (
    <li className="row">
      <Glyph name={glyph} label={null} />
      <span>{words}</span>
    </li>
  )
}
