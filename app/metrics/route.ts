import { metrics } from '@/lib/metrics'

/** For Prometheus. */
export async function GET(): Promise<Response> {
  const { registry } = metrics()
  const headers = { 'content-type': registry.contentType, 'cache-control': 'no-store' }
  return new Response(await registry.metrics(), { headers })
}

export const dynamic = 'force-dynamic'
