import { publicRoute } from '@/lib/http/route'
import { signOut } from '@/lib/people/sign-in'

export const POST = publicRoute({ job: 'sign-out', sameOrigin: true }, ({ server, request }) =>
  signOut(server, { headers: request.headers }),
)
