const MOMENT = String.raw`\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z?)?|[0-9a-fA-F]{4,40}`

/** A field for an instant, or for a commit that stands for one. */
export function MomentField({ value }: { value: string }) {
  return (
    <label className="row wrap">
      <span className="nw">Instant (UTC) or commit</span>
      <input
        className="in num"
        type="text"
        name="at"
        required
        pattern={MOMENT}
        title="2026-11-24T14:03:00Z, 2026-11-24, or 4 to 40 characters of a commit"
        defaultValue={value}
      />
    </label>
  )
}
