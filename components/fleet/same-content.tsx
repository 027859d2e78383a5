interface SameContentProps {
  /** The commit that brought it; null where that is not known. */
  readonly commit: string | null
}

/** The same content as desired is drawn as =, in grey on a calm row: only what differs needs a look. */
export function SameContent({ commit }: SameContentProps) {
  return (
    <span className="eq" title="same content as desired">
      <span role="img" aria-label="same content as desired">
        =
      </span>
      {commit !== null && <span className="sha plain"> {commit.slice(0, 7)}</span>}
    </span>
  )
}
