import { fewOf, FEW_NAMES, listNames } from './list-names'
import { MoreNames } from './more-names'

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
      {shown.join(', ')} {joint} <MoreNames names={names} title={title} count={more} />
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
