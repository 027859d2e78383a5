import type { AskServer, Asked } from '@/components/ui/ask-server'
import { textOf } from '@/components/ui/answer-fields'
import type { Refused } from '@/components/ui/refusal'
import { helpAddress } from '@/lib/help-topics'

/** Browser only. Asks routes of the console; a refusal comes back in the server's words. */
export const askServer: AskServer = {
  readJson: (address, signal) => ask(address, { signal }),
  postJson: (address, body) => {
    const headers = { 'content-type': 'application/json' }
    return ask(address, { method: 'POST', headers, body: JSON.stringify(body) })
  },
  deleteAt: (address) => ask(address, { method: 'DELETE' }),
}

async function ask(address: string, request: RequestInit): Promise<Asked> {
  try {
    const response = await fetch(address, request)
    const said: unknown = await response.json()
    if (response.ok) return { ok: true, body: said }
    return { ok: false, ...refusedBy(said) }
  } catch {
    return {
      ok: false,
      detail: 'Lockstep does not answer. Nothing was shown to be changed; look again, then retry.',
      help: helpAddress('lockstep-silent'),
    }
  }
}

/** What a problem document says; its type is the page of its code. */
export function refusedBy(problem: unknown): Refused {
  const type = textOf(problem, 'type') ?? ''
  return {
    detail: textOf(problem, 'detail') ?? 'The server refused. Try again.',
    help: /^\/docs\/errors\/[a-z-]+$/.test(type) ? type : helpAddress('errors/internal'),
  }
}
