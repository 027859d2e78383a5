/** Moves the focus to a field that waits for a choice; without a key, to the one after the one that has it. */
export function focusChoice(key?: string): void {
  const open = [...document.querySelectorAll<HTMLElement>('[data-choice]')]
  const at = open.findIndex((one) =>
    key === undefined ? one.contains(document.activeElement) : one.dataset.choice === key,
  )
  const next = key === undefined ? open[(at + 1) % Math.max(1, open.length)] : open[at]
  next?.scrollIntoView({ block: 'center' })
  next?.querySelector<HTMLElement>('input')?.focus()
}
