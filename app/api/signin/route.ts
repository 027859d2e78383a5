import { z } from 'zod'
import { publicRoute } from '@/lib/http/route'
import { beginSignIn } from '@/lib/people/sign-in'

/** The form of the sign-in page: goes on to the forge. */
export const POST = publicRoute(
  { job: 'sign-in', sameOrigin: true, body: z.object({ next: z.string().optional() }) },
  ({ server, body, request }) => beginSignIn(server, { headers: request.headers, next: body.next }),
)
