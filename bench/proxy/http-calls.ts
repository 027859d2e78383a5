import { spawn, type ChildProcess } from 'node:child_process'
import { Agent, request as requestHttp } from 'node:http'

/** Calls over HTTP at a steady rate, which does not wait for answers; resolves to the milliseconds of each. */
export async function pacedHttpCalls(
  url: string,
  call: (id: number) => string,
  count: number,
  perSecond: number,
) {
  const agent = new Agent({ keepAlive: true })
  const began = performance.now()
  const times: Promise<number>[] = []
  try {
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(count, ((performance.now() - began) / 1000) * perSecond)
        while (times.length < due) times.push(watched(post(url, call(times.length + 1), agent)))
        if (times.length < count) return
        clearInterval(timer)
        resolve()
      }, 1)
    })
    return await Promise.all(times)
  } finally {
    agent.destroy()
  }
}

/** Starts a program that prints its address, on either output; the address, when it did. */
export function startServer(file: string, args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let output = ''
    const look = (chunk: Buffer) => {
      output += chunk.toString()
      const [url] = /http:\/\/\S+/.exec(output) ?? []
      if (url !== undefined) resolve({ url, child })
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    child.once('exit', () => reject(new Error(`it ended: ${output}`)))
  })
}

/** Who waits for it comes later; until then its failure is not unhandled. */
function watched<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

function post(url: string, body: string, agent: Agent): Promise<number> {
  const sent = performance.now()
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const request = requestHttp(url, { method: 'POST', headers, agent }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      response.on('end', () => {
        if (text.includes('"text":"ok"')) resolve(performance.now() - sent)
        else reject(new Error(`unexpected answer: ${text.slice(0, 200)}`))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
