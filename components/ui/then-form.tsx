import { Button } from '@/components/ui/button'
import { MomentField } from './moment-field'

interface ThenFormProps {
  readonly at: Date
  /** What else stands in the address and stays there. */
  readonly keep?: Readonly<Record<string, string | undefined>>
}

/** Chooses another instant, or a commit that stands for one; the page's address keeps it. */
export function ThenForm({ at, keep }: ThenFormProps) {
  return (
    <form className="row wrap thenf" method="get">
      <MomentField value={at.toISOString().replace(/\.\d+Z$/, 'Z')} />
      {Object.entries(keep ?? {}).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Button type="submit">Look</Button>
    </form>
  )
}
