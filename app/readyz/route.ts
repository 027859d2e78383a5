import { checkReadiness } from '@/lib/readiness'

/** 200 when database, migrations and mirror are usable, 503 with which is not. */
export async function GET(): Promise<Response> {
  const readiness = await checkReadiness()
  const status = readiness.ready ? 200 : 503
  return Response.json(readiness, { status, headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
