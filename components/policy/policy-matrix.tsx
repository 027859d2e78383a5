import Link from 'next/link'
import { Table } from '@/components/ui/table'
import type { PolicyReading } from '@/lib/policy/describe/describe-policy'
import type { ToolReading } from '@/lib/policy/describe/describe-tool'
import { printable } from '@/lib/policy/describe/sentence'
import { Answer } from './answer'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'
import { RuleChips } from './rule-chip'
import type { ToolGroup } from './tool-groups'

interface PolicyMatrixProps {
  reading: PolicyReading
  groups: readonly ToolGroup[]
  lines: PolicyLines
  /** The tool whose rules are read out below. */
  tool: string | undefined
  /** The address that reads a tool out. */
  hrefOfTool: (tool: string) => string
}

/** Every named tool with its answer, its conditions and its limits; then any other tool, and the limits over all. */
export function PolicyMatrix({ reading, groups, lines, tool, hrefOfTool }: PolicyMatrixProps) {
  return (
    <Table label="Tools and their rules" className="mx" tight>
      <thead>
        <tr>
          <th>Tool</th>
          <th>Answer</th>
          <th>Arguments must satisfy</th>
          <th>Limit</th>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.tools[0]?.tool}>
          {group.title !== null && <GroupRow title={group.title} />}
          {group.tools.map((row) => (
            <Row
              key={row.tool}
              row={row}
              lines={lines}
              selected={row.tool === tool}
              href={hrefOfTool(row.tool)}
            />
          ))}
        </tbody>
      ))}
      <tbody>
        <GroupRow title="Everything else" />
        <AnyOther row={reading.anyOther} lines={lines} />
      </tbody>
      {reading.everyTool.length > 0 && (
        <tbody>
          <tr className="g">
            <th colSpan={4} scope="rowgroup">
              <span className="row wrap" style={{ fontWeight: 400 }}>
                <b className="b" style={{ color: 'var(--ink)' }}>
                  All tools together
                </b>
                <RuleChips rules={reading.everyTool} kind="condition" lines={lines} />
                <RuleChips rules={reading.everyTool} kind="limit" lines={lines} />
                <span className="dim">counted on each proxy, in whole clock hours, UTC</span>
              </span>
            </th>
          </tr>
        </tbody>
      )}
    </Table>
  )
}

function GroupRow({ title }: { title: string }) {
  return (
    <tr className="g">
      <th colSpan={4} scope="rowgroup">
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
}

function Row({ row, lines, selected, href }: RowProps) {
  const own = row.rules.filter(({ scope }) => scope !== '*')
  return (
    <tr className={selected ? 'chosen' : undefined}>
      <td className="mono">
        <Link
          className="q"
          href={href}
          prefetch={false}
          scroll={false}
          aria-current={selected ? 'true' : undefined}
        >
          {printable(row.tool)}
        </Link>
      </td>
      <td>
        <Answer reading={row} lines={lines} />
      </td>
      <td>
        <span className="row wrap" style={{ gap: 4 }}>
          <RuleChips rules={own} kind="condition" lines={lines} />
        </span>
      </td>
      <td>
        <span className="row wrap" style={{ gap: 4 }}>
          <RuleChips rules={own} kind="limit" lines={lines} />
        </span>
      </td>
    </tr>
  )
}

function AnyOther({ row, lines }: { row: ToolReading; lines: PolicyLines }) {
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
    </tr>
  )
}
