/** A pointer that stood still for so long is not about to press what is under it. */
const STILL_MS = 1500

/** Knows whether a pointer moves over the rows of the page: what it is about to press must not move away under it. Browser only. */
export class RowPointer {
  private movedAt = Number.NEGATIVE_INFINITY
  private waiting: ReturnType<typeof setTimeout> | undefined

  constructor() {
    document.addEventListener('pointermove', this.moved, { passive: true })
  }

  /** At once where no pointer moves over a row, else when it has stood still or left; of several the last. */
  whenStill(act: () => void): void {
    clearTimeout(this.waiting)
    const left = this.movedAt + STILL_MS - performance.now()
    if (left <= 0) act()
    else this.waiting = setTimeout(() => this.whenStill(act), left)
  }

  /** What waits is not done. */
  forget(): void {
    clearTimeout(this.waiting)
  }

  end(): void {
    this.forget()
    document.removeEventListener('pointermove', this.moved)
  }

  private readonly moved = ({ target, pointerType }: PointerEvent) => {
    const isOverRow = target instanceof Element && target.closest('main :is(tr, li)') !== null
    if (pointerType === 'mouse') this.movedAt = isOverRow ? performance.now() : Number.NEGATIVE_INFINITY
  }
}
