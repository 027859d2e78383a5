import { checkReadiness } from '@/lib/readiness'

/**
 * 200 when database, migrations and mirror are usable, 503 with which is not. Pages ask for themselves (`?for=page`); for all others, people who
 * are many must not take this process out of the service of connectors.
 */
export async function GET(request: Request): Promise<Response> {
  const isForPage = new URL(request.url).searchParams.get('for') === 'page'
  const readiness = await checkReadiness(isForPage ? 'people' : 'machines')
  const status = readiness.ready ? 200 : 503
  return Response.json(readiness, { status, headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
