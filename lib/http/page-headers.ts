/** What proxy.ts tells the pages; a browser cannot set these, since proxy.ts overwrites them. */
export const NONCE_HEADER = 'x-lockstep-nonce'
/** Path and query that the person asked for. */
export const ADDRESS_HEADER = 'x-lockstep-address'
