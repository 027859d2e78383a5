import { fewOf, FEW_NAMES, listNames } from './list-names'
import { Popover } from './popover'

interface NamesProps {
  readonly names: readonly string[]
  readonly joint: 'or' | 'and'
  /** What they are, such as "Owners of line 12": the title of the whole list. */
  readonly title: string
}

/** Names in a sentence; of many the first, and a way to all of them. */
export function Names({ names, joint, title }: NamesProps) {
  const { shown, more } = fewOf(names, FEW_NAMES)
  if (more === 0) return listNames(names, joint)
  return (
    <>
      {shown.join(', ')} {joint}{' '}
      <Popover
        title={title}
        trigger={
          <button type="button" className="lk in-text">
            {more} more
          </button>
        }
      >
        <ul className="names">
          {[...new Set(names)].map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      </Popover>
    </>
  )
}

/** "one of @a or @b", "@a". Owners on one line are alternatives. */
export function Alternatives({ owners }: { readonly owners: readonly string[] }) {
  return (
    <>
      {owners.length > 1 && 'one of '}
      <Names names={owners} joint="or" title="Owners, one of whom must agree" />
    </>
  )
}
