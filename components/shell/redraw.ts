/** Decisions may come all the time: a page that only counts them is not rendered more often for their sake. */
const COUNTED_MS = 10_000

interface RedrawParts {
  /** Renders the server's part of the page again. */
  readonly refresh: () => void
  /** Does it when nothing that is about to be pressed moves away by it. */
  readonly whenStill: (act: () => void) => void
  readonly isSeen: () => boolean
  /** The page counts what may move all the time; another one may be open by then. */
  readonly counts: () => boolean
}

/** Renders the page again, at once for what is rare and now and then for what is not. */
export class Redraw {
  private waiting: ReturnType<typeof setTimeout> | undefined
  private last = performance.now()

  constructor(private readonly parts: RedrawParts) {}

  /** When the page was rendered last, on the clock of the page. */
  get drawnAt(): number {
    return this.last
  }

  readonly now = (): void => {
    this.parts.whenStill(() => {
      clearTimeout(this.waiting)
      this.last = performance.now()
      this.parts.refresh()
    })
  }

  /** As soon as the page is ten seconds old, and seen. */
  readonly soon = (): void => {
    clearTimeout(this.waiting)
    if (!this.parts.counts()) return
    const left = this.parts.isSeen() ? this.last + COUNTED_MS - performance.now() : COUNTED_MS
    if (left > 0) this.waiting = setTimeout(this.soon, left)
    else this.now()
  }

  end(): void {
    clearTimeout(this.waiting)
  }
}
