/** Fired on the window when another page is asked for; `detail` is a `Navigation`. Browser only. */
export const NAVIGATION_EVENT = 'lockstep:navigation'

export interface Navigation {
  /** Of the page that is asked for. */
  readonly url: string
  /** The browser goes back or forward to a page that was there before. */
  readonly returns: boolean
}
