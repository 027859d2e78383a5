import { Kbd } from '@/components/ui/kbd'

/** The keys of every comparison between two ends. */
export function CompareKeys() {
  return (
    <span className="keys">
      <span>
        <Kbd>[</Kbd>
        <Kbd>]</Kbd> move newer end
      </span>
      <span>
        <Kbd>⇧</Kbd>
        <Kbd>[</Kbd>
        <Kbd>]</Kbd> move older end
      </span>
      <span>
        <Kbd>S</Kbd> swap
      </span>
    </span>
  )
}
