/** Path and query that the person asked for. proxy.ts tells the pages; a browser cannot set it, since proxy.ts overwrites it. */
export const ADDRESS_HEADER = 'x-lockstep-address'
