import { rotateToken } from '@/lib/fleet/rotate-token'
import { connectorRoute } from '@/lib/http/route'

/** Gives the caller a new token for its own proxy; the old one counts ten more minutes. */
export const POST = connectorRoute({}, ({ ctx }) => rotateToken({ ctx }))
