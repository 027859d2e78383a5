import type { ReactNode } from 'react'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import type { PolicyReading as Reading } from '@/lib/policy/describe/describe-policy'
import type { ToolReading, ToolRule } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { RuleDenials } from './rule-denials'
import { RuleGlyph } from './rule-glyph'
import { SentenceText } from './sentence-text'
import type { PolicyTraffic, ToolCounts } from './traffic'

interface PolicyReadingProps {
  reading: Reading
  lines: PolicyLines
  /** Null where nobody counts: in the past, or without a proxy. */
  traffic: PolicyTraffic | null
  /** The log narrowed to what a rule denied here. */
  deniedHref: (rule: string) => string
}

/** The same rules as sentences, by answer: always allowed, allowed under rules, never; each with what was called and denied. */
export function PolicyReading({ reading, ...counted }: PolicyReadingProps) {
  const { lines, traffic } = counted
  const { alwaysAllowed, underRules, never } = reading.groups
  const other = reading.anyOther
  const otherAllowed = other.posture === 'allowed'
  const otherNever = other.posture === 'denied' || other.posture === 'hidden'
  const others = traffic?.otherTools(new Set(reading.tools.map(({ tool }) => tool))) ?? null
  return (
    <>
      {(alwaysAllowed.length > 0 || otherAllowed) && (
        <>
          <h3 className="rh">Always allowed</h3>
          <ul className="rp0">
            {alwaysAllowed.map(({ tool }) => (
              <li key={tool} className="row wrap">
                <Glyph name="allowed" label={null} />
                <span className="mono">{printable(tool)}</span>
                <Calls counts={traffic?.tool(tool) ?? null} />
              </li>
            ))}
            {otherAllowed && (
              <AnyOther glyph="allowed" words="any other tool, listed or not" counts={others} />
            )}
          </ul>
        </>
      )}
      {(underRules.length > 0 || !(otherAllowed || otherNever)) && (
        <>
          <h3 className="rh">Allowed under rules</h3>
          {underRules.map((tool) => (
            <RuledTool key={tool.tool} tool={tool} counts={traffic?.tool(tool.tool) ?? null} {...counted} />
          ))}
          {!(otherAllowed || otherNever) && <RuledTool tool={other} counts={others} {...counted} />}
        </>
      )}
      {(never.length > 0 || otherNever) && (
        <>
          <h3 className="rh">Never</h3>
          <ul className="rp0">
            {never.map((tool) => (
              <NeverTool
                key={tool.tool}
                tool={tool}
                counts={traffic?.tool(tool.tool) ?? null}
                lines={lines}
              />
            ))}
            {otherNever && (
              <AnyOther
                glyph={other.posture === 'hidden' ? 'hidden' : 'denied'}
                words="any other tool"
                says={<Cause tool={other} lines={lines} />}
                counts={others}
              />
            )}
          </ul>
        </>
      )}
      {reading.everyTool.length > 0 && (
        <div className="rt0">
          <h4 className="full">All tools together</h4>
          <Rules rules={reading.everyTool} {...counted} />
        </div>
      )}
    </>
  )
}

type Counted = Omit<PolicyReadingProps, 'reading'>

interface CountedTool {
  /** Of 24 h; null where nobody counts. */
  counts: ToolCounts | null
}

function RuledTool({ tool, counts, ...counted }: Counted & CountedTool & { tool: ToolReading }) {
  return (
    <div className="rt0">
      <h4 className={tool.tool === '*' ? undefined : 'mono'}>
        {tool.tool === '*' ? 'any other tool' : printable(tool.tool)}
      </h4>
      <Calls counts={counts} />
      <Rules rules={tool.rules.filter(({ scope }) => scope !== '*' || tool.tool === '*')} {...counted} />
    </div>
  )
}

/** At the right of a tool: how often it was called, and what of it was denied. */
function Calls({ counts }: CountedTool) {
  if (counts === null) return null
  const { calls, denied } = counts
  return (
    <span className="dim s num cl24">
      {countOf(calls, 'call')}
      {denied > 0 && `, ${formatCount(denied)} denied`} in 24 h
    </span>
  )
}

function Rules({ rules, lines, traffic, deniedHref }: Counted & { rules: readonly ToolRule[] }) {
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
                <RuleDenials rule={rule} traffic={traffic} href={deniedHref(rule.reading.name)} />
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function NeverTool({ tool, counts, lines }: CountedTool & { tool: ToolReading; lines: PolicyLines }) {
  return (
    <li className="row wrap">
      <Glyph name={tool.posture === 'hidden' ? 'hidden' : 'denied'} label={null} />
      <span className="mono">{printable(tool.tool)}</span>
      <Cause tool={tool} lines={lines} />
      <Calls counts={counts} />
    </li>
  )
}

/** "denied, line 5": the answer, and the line that alone decides it where one does. */
function Cause({ tool, lines }: { tool: ToolReading; lines: PolicyLines }) {
  const place = lines.cause(tool)
  return (
    <span className="dim s">
      {tool.posture}
      {place !== null && (
        <>
          , <a href={lineHash(place)}>{lineWords(place)}</a>
        </>
      )}
    </span>
  )
}

function AnyOther({
  glyph,
  words,
  says,
  counts,
}: CountedTool & { glyph: 'allowed' | 'denied' | 'hidden'; words: string; says?: ReactNode }) {
  return (
    <li className="row wrap">
      <Glyph name={glyph} label={null} />
      <span>{words}</span>
      {says}
      <Calls counts={counts} />
    </li>
  )
}
