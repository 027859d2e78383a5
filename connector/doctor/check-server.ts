import { HttpClient } from '../http-client'
import { readCertificates } from '../server-link'
import type { ConnectFile } from '../settings'
import { ok, problem, type Check } from './finding'

/** The Date header counts whole seconds, and the answer takes its time. */
const MAX_SKEW_MS = 3_000

/** Whether Lockstep answers at its address, and whether its clock and this host's agree. */
export async function checkServer({ server, allowHttp, ca }: ConnectFile): Promise<Check[]> {
  try {
    const certificates = readCertificates(ca)
    const client = new HttpClient(server, { allowHttp, ...(certificates ? { ca: certificates } : {}) })
    const asked = Date.now()
    const { status, date } = await client.send({ method: 'GET', path: '/healthz', timeoutMs: 10_000 })
    client.close()
    if (status !== 200)
      return [
        problem(`${server} answers ${status} on /healthz`, 'Is this the address of Lockstep, and is it up?'),
      ]
    return [ok(`${server} answers in ${Date.now() - asked} ms`), ...checkClock(date)]
  } catch (error) {
    return [
      problem(
        error instanceof Error ? error.message : String(error),
        'Check the address, the network and the firewall.',
      ),
    ]
  }
}

function checkClock(date: Date | null): Check[] {
  if (date === null) return []
  const skewMs = Date.now() - date.getTime()
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return [ok('the clocks of this host and of the server agree')]
  return [
    problem(
      `the clock of this host is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the server’s`,
      'Set the clock (NTP): events far in the future are refused, and times of this host mislead.',
    ),
  ]
}
