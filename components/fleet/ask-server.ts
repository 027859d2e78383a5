import { z } from 'zod/mini'

const problem = z.object({ detail: z.string() })

export type Asked =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly detail: string }

/** Browser only. Posts JSON to a route of the console; a refusal comes back in the server's words. */
export async function postJson(address: string, body: unknown): Promise<Asked> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const said: unknown = await response.json()
    if (response.ok) return { ok: true, body: said }
    const refused = problem.safeParse(said)
    return { ok: false, detail: refused.success ? refused.data.detail : 'The server refused. Try again.' }
  } catch {
    return {
      ok: false,
      detail: 'Lockstep does not answer. Nothing was shown to be changed; look again, then retry.',
    }
  }
}
