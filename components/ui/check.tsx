/** The drawing of a box that can be ticked; what it means is said by the control around it. */
export function Check({ on }: { on: boolean }) {
  return (
    <span className={on ? 'ck on' : 'ck'} aria-hidden="true">
      {on && (
        <svg width="9" height="9" viewBox="0 0 14 14" fill="none">
          <path d="m2 7 3.4 3.4L12 3.4" stroke="currentColor" strokeWidth="2.4" />
        </svg>
      )}
    </span>
  )
}
