import { Button } from '@/components/ui/button'

interface ThenFormProps {
  readonly at: Date
  /** What else stands in the address and stays there. */
  readonly keep?: Readonly<Record<string, string | undefined>>
}

/** Chooses another instant, or a commit that stands for one; the page's address keeps it. */
export function ThenForm({ at, keep }: ThenFormProps) {
  return (
    <form className="row wrap thenf" method="get">
      <label className="row wrap">
        <span className="nw">Instant (UTC) or commit</span>
        <input
          className="in num"
          type="text"
          name="at"
          required
          pattern="\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?|[0-9a-fA-F]{4,40}"
          title="2026-11-24T14:03:00Z, 2026-11-24, or 4 to 40 characters of a commit"
          defaultValue={at.toISOString().replace(/\.000Z$/, 'Z')}
        />
      </label>
      {Object.entries(keep ?? {}).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Button type="submit">Look</Button>
    </form>
  )
}
