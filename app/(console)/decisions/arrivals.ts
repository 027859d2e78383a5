/** A screen reader reads out each change of what is said: at most so often. */
const GAP_MS = 5000

/** Says how many decisions came since it last said so. */
export class Arrivals {
  /** Newer than the row that the list begins with, and heard of. */
  private heard = 0
  private unsaid = 0
  private quietUntil = 0
  private waiting: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly say: (count: number) => void) {}

  /** So many are newer than the row that the list begins with. */
  counted(count: number): void {
    this.add(count)
    this.heard = Math.max(this.heard, count)
  }

  /** The list begins with another row now, so many rows above the one before. */
  moved(count: number): void {
    this.add(count)
    this.heard = 0
  }

  end(): void {
    clearTimeout(this.waiting)
  }

  private add(count: number): void {
    this.unsaid += Math.max(0, count - this.heard)
    if (this.unsaid > 0) this.waiting ??= setTimeout(this.sayNow, this.quietUntil - performance.now())
  }

  private readonly sayNow = () => {
    this.waiting = undefined
    this.quietUntil = performance.now() + GAP_MS
    this.say(this.unsaid)
    this.unsaid = 0
  }
}
