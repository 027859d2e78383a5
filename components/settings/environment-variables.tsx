import { Panel } from '@/components/ui/panel'
import { Table } from '@/components/ui/table'

/** A variable of the process's environment. A secret says only whether it is set. */
export type Variable =
  | { readonly name: string; readonly meaning: string; readonly value: string }
  | { readonly name: string; readonly meaning: string; readonly isSet: boolean }

/** What the process was started with: shown, never edited. */
export function EnvironmentVariables({ variables }: { variables: readonly Variable[] }) {
  return (
    <Panel
      title="Configuration of this process"
      note="read once at the start; change it there, then start again"
    >
      <Table label="Configuration" tight cards>
        <thead>
          <tr>
            <th>Variable</th>
            <th>Value</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          {variables.map((variable) => (
            <tr key={variable.name}>
              <td className="mono s">{variable.name}</td>
              <td className="full">
                {'value' in variable ? (
                  <span className="mono s wraps">{variable.value}</span>
                ) : variable.isSet ? (
                  'set, not shown'
                ) : (
                  <span className="dim">not set</span>
                )}
              </td>
              <td className="mid full">{variable.meaning}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}
