/** go-yaml's guard against alias bombs: small documents may be almost all alias, large ones hardly. */
const LOW = 400_000
const HIGH = 4_000_000
const HIGHEST_RATIO = 0.99
const LOWEST_RATIO = 0.1

/** Counts decode operations, and those inside an alias. */
export class AliasBudget {
  private operations = 0
  private aliased = 0

  /** Counts one operation; returns whether the document still is within bounds. */
  spend(insideAlias: boolean): boolean {
    this.operations++
    if (insideAlias) this.aliased++
    if (this.aliased <= 100 || this.operations <= 1000) return true
    return this.aliased / this.operations <= this.allowedRatio()
  }

  private allowedRatio(): number {
    if (this.operations <= LOW) return HIGHEST_RATIO
    if (this.operations >= HIGH) return LOWEST_RATIO
    return HIGHEST_RATIO - (HIGHEST_RATIO - LOWEST_RATIO) * ((this.operations - LOW) / (HIGH - LOW))
  }
}
