import { Kbd } from '@/components/ui/kbd'

interface PageHintsProps {
  readonly hints: readonly { readonly keys: readonly string[]; readonly does: string }[]
}

/** Keys that help on this page, at its foot; left out on phones by the style sheet. */
export function PageHints({ hints }: PageHintsProps) {
  return (
    <p className="keys pk">
      {hints.map(({ keys, does }) => (
        <span key={does}>
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}{' '}
          {does}
        </span>
      ))}
    </p>
  )
}
