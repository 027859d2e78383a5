import { textOf } from '@/components/ui/answer-fields'

export type Asked =
  { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly detail: string }

/** Browser only. Posts JSON to a route of the console; a refusal comes back in the server's words. */
export function postJson(address: string, body: unknown): Promise<Asked> {
  const headers = { 'content-type': 'application/json' }
  return ask(address, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Browser only. Asks a route of the console to remove what it stands for. */
export function deleteAt(address: string): Promise<Asked> {
  return ask(address, { method: 'DELETE' })
}

/** Null when it was done, else the reason. */
export function whyNot(asked: Asked): string | null {
  return asked.ok ? null : asked.detail
}

async function ask(address: string, request: RequestInit): Promise<Asked> {
  try {
    const response = await fetch(address, request)
    const said: unknown = await response.json()
    if (response.ok) return { ok: true, body: said }
    return { ok: false, detail: textOf(said, 'detail') ?? 'The server refused. Try again.' }
  } catch {
    return {
      ok: false,
      detail: 'Lockstep does not answer. Nothing was shown to be changed; look again, then retry.',
    }
  }
}
