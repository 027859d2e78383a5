import { CodeView } from '@/components/ui/code/code-view'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { printable } from '@/lib/policy/describe/sentence'
import type { PolicyProblem } from '@/lib/repository/read-policy'

/** Lines beyond it are left to the forge: a browser that lays out more of them stops answering. */
const MOST_LINES = 4000

interface YamlPanelProps {
  path: string
  text: string
  problems: readonly PolicyProblem[]
  /** The raw file on the forge. */
  raw: string
  selected?: { from: number; to: number }
}

/** The bytes, always shown, with what Intercept says at its lines. */
export function YamlPanel({ path, text, problems, raw, selected }: YamlPanelProps) {
  const all = text.split(/\r\n|[\n\r]/)
  if (all.at(-1) === '') all.pop()
  const lines = all.slice(0, MOST_LINES).map(printableLine)
  return (
    <Panel
      title="YAML"
      note={countOf(all.length, 'line')}
      more={
        <a href={raw} rel="noreferrer" data-forge>
          On GitHub
        </a>
      }
    >
      {all.length > MOST_LINES && (
        <p className="s mid" style={{ padding: '0 16px 8px' }}>
          The first {formatCount(MOST_LINES)} lines are shown; the rest is on GitHub.
        </p>
      )}
      <div className="yml">
        <CodeView
          label={`${path}, YAML`}
          lines={lines}
          selected={selected}
          problems={problems.map(({ line, message }) => ({
            line: Math.min(Math.max(1, line), Math.max(1, lines.length)),
            severity: 'error',
            message: message.split('\n').map(printable).join('\n'),
          }))}
        />
      </div>
    </Panel>
  )
}

/** Tabs are part of the layout; everything else that cannot be seen is written out. */
function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t')
}
