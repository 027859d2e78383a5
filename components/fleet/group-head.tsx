import { formatCount } from '@/components/ui/format-number'

interface GroupHeadProps {
  readonly word: string
  readonly inSync: number
  readonly total: number
  readonly columns: number
}

/** The row above the proxies of a group: how many of all of them are in sync, however many are shown. */
export function GroupHead({ word, inSync, total, columns }: GroupHeadProps) {
  return (
    <tr className="g">
      <th colSpan={columns} scope="rowgroup">
        <b className="b ink">{word}</b>{' '}
        <span className="num">
          {formatCount(inSync)} of {formatCount(total)} in sync
        </span>
      </th>
    </tr>
  )
}
