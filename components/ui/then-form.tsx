import { Button } from '@/components/ui/button'

/** Chooses another instant; the page's address keeps it. UTC. */
export function ThenForm({ at }: { at: Date }) {
  return (
    <form className="row wrap thenf" method="get">
      <label className="row">
        <span className="nw">Instant, UTC</span>
        <input
          className="in num"
          type="text"
          name="at"
          required
          pattern="\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?"
          title="2026-11-24T14:03:00Z"
          defaultValue={at.toISOString().replace(/\.000Z$/, 'Z')}
        />
      </label>
      <Button type="submit">Look</Button>
    </form>
  )
}
