/** Fired on the window when another page is asked for; `detail` is its address. Browser only. */
export const NAVIGATION_EVENT = 'lockstep:navigation'
