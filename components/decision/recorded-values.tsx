import { countOf } from '@/components/ui/format-number'
import { Icon } from '@/components/ui/icon'
import type { RecordedArguments } from '@/lib/decisions/event-rest'
import { printable } from '@/lib/policy/describe/sentence'

export interface RecordedValuesProps {
  /** Null when the log has none. */
  readonly args: RecordedArguments | null
  readonly argKeys: readonly string[] | null
}

/** The others are behind a line. */
const FEW = 6

/** The values of a call's arguments as its proxy recorded them, and whether there are others. */
export function RecordedValues({ args, argKeys }: RecordedValuesProps) {
  if (args === null) return <span className="dim">not recorded</span>
  if (args.leftOut !== null) return <span className="dim">not kept in the log: {args.leftOut}</span>
  const names = new Set(args.values.map(({ name }) => name))
  const missing = argKeys?.filter((key) => !names.has(key)).length ?? 0
  const rest = args.values.slice(FEW)
  return (
    <>
      <Rows values={args.values.slice(0, FEW)} />
      {rest.length > 0 && (
        <details className="fd">
          <summary>
            <Icon name="right" /> {rest.length} more
          </summary>
          <Rows values={rest} />
        </details>
      )}
      <p className="s dim">
        as the proxy recorded them
        {args.more > 0 && `, ${countOf(args.more, 'more', 'more')} in the log`}
        {missing > 0 && args.more === 0 && `; ${countOf(missing, 'other argument')} not recorded`}
      </p>
    </>
  )
}

function Rows({ values }: { values: RecordedArguments['values'] }) {
  return (
    <ul className="vals">
      {values.map(({ name, value }) => (
        <li key={name}>
          <span className="mono">{printable(name)}</span> <code>{printable(value)}</code>
        </li>
      ))}
    </ul>
  )
}
