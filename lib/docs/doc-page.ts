/** A page of the documentation. */
export interface DocPage {
  /** Path below docs/ without `.md`; its address. */
  readonly slug: string
  /** Markdown. */
  readonly text: string
}
