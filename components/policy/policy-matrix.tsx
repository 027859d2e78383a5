import { formatCount } from '@/components/ui/format-number'
import { RowLink } from '@/components/ui/row-link'
import { Table } from '@/components/ui/table'
import type { PolicyReading } from '@/lib/policy/describe/describe-policy'
import type { ToolReading } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { Answer } from './answer'
import { TOOL_KIND_WORDS } from '@/lib/policy/tool-kind'
import type { UnlistedTool } from './kind-groups'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { RuleChips } from './rule-chip'
import type { ToolGroup } from './tool-groups'
import type { PolicyTraffic, ToolCounts } from './traffic'

interface PolicyMatrixProps {
  reading: PolicyReading
  groups: readonly ToolGroup[]
  /** Tools that a server offers and the policy names nowhere. */
  unlisted: readonly UnlistedTool[]
  lines: PolicyLines
  /** The tool whose rules are read out below. */
  tool: string | undefined
  /** The address that reads a tool out. */
  hrefOfTool: (tool: string) => string
  /** Null where nobody counts: in the past, or without a proxy. */
  traffic: PolicyTraffic | null
  /** The log narrowed to what a tool was denied here. */
  deniedHref: (tool: string) => string
}

/** Every named tool with its answer, its conditions and its limits; then any other tool, and the limits over all. */
export function PolicyMatrix(props: PolicyMatrixProps) {
  const { reading, groups, unlisted, lines, tool, hrefOfTool, traffic, deniedHref } = props
  const columns = traffic === null ? 4 : 6
  const named = [...reading.tools, ...unlisted.map((one) => one.reading)].map((one) => one.tool)
  const others = traffic?.otherTools(new Set(named)) ?? null
  return (
    <Table label="Tools and their rules" className="mx" tight>
      <thead>
        <tr>
          <th>Tool</th>
          <th>Answer</th>
          <th>Arguments must satisfy</th>
          <th>Limit</th>
          {traffic !== null && (
            <>
              <th className="n">Calls 24 h</th>
              <th className="n">Denied</th>
            </>
          )}
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.tools[0]?.tool}>
          {group.title !== null && <GroupRow title={group.title} columns={columns} />}
          {group.tools.map((row) => (
            <Row
              key={row.tool}
              row={row}
              lines={lines}
              selected={row.tool === tool}
              href={hrefOfTool(row.tool)}
              traffic={traffic}
              deniedHref={deniedHref(row.tool)}
            />
          ))}
        </tbody>
      ))}
      {unlisted.length > 0 && (
        <tbody>
          <GroupRow title="Offered, and not in this policy" columns={columns} />
          {unlisted.slice(0, MOST_UNLISTED).map((one) => (
            <UnlistedRow
              key={one.reading.tool}
              {...one}
              lines={lines}
              traffic={traffic}
              deniedHref={deniedHref}
            />
          ))}
          {unlisted.length > MOST_UNLISTED && (
            <tr>
              <td colSpan={columns} className="s mid">
                And {formatCount(unlisted.length - MOST_UNLISTED)} more.
              </td>
            </tr>
          )}
        </tbody>
      )}
      <tbody>
        <GroupRow title="Everything else" columns={columns} />
        <AnyOther row={reading.anyOther} lines={lines} counts={others} />
      </tbody>
      {reading.everyTool.length > 0 && (
        <tbody>
          <tr className="g">
            <th colSpan={columns} scope="rowgroup">
              <span className="row wrap" style={{ fontWeight: 400 }}>
                <b className="b" style={{ color: 'var(--ink)' }}>
                  All tools together
                </b>
                <RuleChips rules={reading.everyTool} kind="condition" lines={lines} traffic={traffic} />
                <RuleChips rules={reading.everyTool} kind="limit" lines={lines} traffic={traffic} />
                <span className="dim">counted on each proxy, by the clock, UTC</span>
              </span>
            </th>
          </tr>
        </tbody>
      )}
    </Table>
  )
}

function GroupRow({ title, columns }: { title: string; columns: number }) {
  return (
    <tr className="g">
      <th colSpan={columns} scope="rowgroup">
        <b className="b" style={{ color: 'var(--ink)' }}>
          {printable(title)}
        </b>
      </th>
    </tr>
  )
}

interface RowProps {
  row: ToolReading
  lines: PolicyLines
  selected: boolean
  href: string
  traffic: PolicyTraffic | null
  deniedHref: string
}

function Row({ row, lines, selected, href, traffic, deniedHref }: RowProps) {
  const own = row.rules.filter(({ scope }) => scope !== '*')
  return (
    <tr className={selected ? 'chosen' : undefined}>
      <td className="mono">
        <RowLink className="q" href={href} stay aria-current={selected ? 'true' : undefined}>
          {printable(row.tool)}
        </RowLink>
      </td>
      <td>
        <Answer reading={row} lines={lines} />
      </td>
      <td>
        <span className="row wrap" style={{ gap: 4 }}>
          <RuleChips rules={own} kind="condition" lines={lines} traffic={traffic} />
        </span>
      </td>
      <td>
        <span className="row wrap" style={{ gap: 4 }}>
          <RuleChips rules={own} kind="limit" lines={lines} traffic={traffic} />
        </span>
      </td>
      {traffic !== null && <Counts counts={traffic.tool(row.tool)} deniedHref={deniedHref} />}
    </tr>
  )
}

const MOST_UNLISTED = 100

interface UnlistedRowProps extends UnlistedTool {
  lines: PolicyLines
  traffic: PolicyTraffic | null
  deniedHref: (tool: string) => string
}

/** Nobody wrote a rule for it: what the default makes of it, and what it may do. */
function UnlistedRow({ kind, reading, lines, traffic, deniedHref }: UnlistedRowProps) {
  const isOpen = reading.posture === 'allowed'
  return (
    <tr>
      <td className="mono">{printable(reading.tool)}</td>
      <td>
        <Answer reading={reading} lines={lines} />
      </td>
      <td colSpan={2}>
        <span className={isOpen && kind !== 'reads' ? 's drift' : 's mid'}>
          {(isOpen || reading.cause?.kind === 'default-deny') && 'by default; '}
          {TOOL_KIND_WORDS[kind]}, by the server’s word
        </span>
      </td>
      {traffic !== null && (
        <Counts counts={traffic.tool(reading.tool)} deniedHref={deniedHref(reading.tool)} />
      )}
    </tr>
  )
}

function Counts({
  counts: { calls, denied, wouldDeny },
  deniedHref,
}: {
  counts: ToolCounts
  deniedHref?: string
}) {
  return (
    <>
      <td className={calls === 0 ? 'n dim' : 'n'}>{formatCount(calls)}</td>
      <td className={denied === 0 ? 'n dim' : 'n'}>
        {denied === 0 || deniedHref === undefined ? (
          formatCount(denied)
        ) : (
          <RowLink href={deniedHref}>{formatCount(denied)}</RowLink>
        )}
        {wouldDeny > 0 && (
          <span className="drift" title="would be denied, by proxies that only observe">
            {' '}
            +{formatCount(wouldDeny)}
            <span className="sr"> would be denied, by proxies that only observe</span>
          </span>
        )}
      </td>
    </>
  )
}

interface AnyOtherProps {
  row: ToolReading
  lines: PolicyLines
  counts: ToolCounts | null
}

function AnyOther({ row, lines, counts }: AnyOtherProps) {
  const place = row.cause?.kind === 'default-deny' ? lines.cause(row) : null
  return (
    <tr>
      <td>any other tool</td>
      <td>
        <Answer reading={row} lines={lines} />
      </td>
      <td colSpan={2}>
        {place !== null && (
          <span className="s mid">
            default deny, <a href={lineHash(place)}>{lineWords(place)}</a>
          </span>
        )}
      </td>
      {counts !== null && <Counts counts={counts} />}
    </tr>
  )
}
