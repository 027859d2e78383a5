import Link from 'next/link'
import { Table } from '@/components/ui/table'
import { routes } from '@/lib/routes'

export interface EnvironmentRow {
  readonly name: string
  /** Branch that it follows, by its short name. */
  readonly branch: string
  /** As people read it, "10 min". */
  readonly allowance: string
  /** 1-based line of `.lockstep.yaml`; null when the file does not list it. */
  readonly line: number | null
  readonly proxies: number
}

/** Which ref the proxies of an environment follow, and how long they may take. */
export function EnvironmentTable({
  rows,
  lineHref,
}: {
  rows: readonly EnvironmentRow[]
  lineHref: (line: number) => string
}) {
  return (
    <Table label="Environments" tight cards>
      <thead>
        <tr>
          <th>Environment</th>
          <th className="n">Proxies</th>
          <th>Ref</th>
          <th>Allowance</th>
          <th className="n">Line</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, branch, allowance, line, proxies }) => (
          <tr key={name}>
            <td className="b">{name}</td>
            <td className="n" data-l="Proxies">
              {proxies === 0 ? (
                <span className="dim">0</span>
              ) : (
                <Link href={routes.fleet({ env: name })} prefetch={false}>
                  {proxies}
                </Link>
              )}
            </td>
            <td className="mono s" data-l="Ref">
              {branch}
            </td>
            <td className="nw" data-l="Allowance">
              {allowance}
            </td>
            <td className="n push" data-l="Line">
              {line === null ? <span className="dim">not listed</span> : <a href={lineHref(line)}>:{line}</a>}
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
