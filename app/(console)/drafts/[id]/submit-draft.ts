import type { Refusal } from '@/components/change/editor/say-refusal'
import type { Submission } from '@/components/change/editor/submit-dialog'
import type { ProposeResult } from '@/lib/changes/propose-change'
import { apiRoutes } from '@/lib/routes'
import { refusedBy } from '../../ask-server'

type Line = { readonly step: string } | ProposeResult | Refusal

/** Submits and tells each step as the server does it, until a line is the result: what the server does after it is not waited for. */
export async function submitDraft(
  id: string,
  input: Submission & { readonly revision: number },
  onStep: (step: string) => void,
): Promise<ProposeResult | Refusal> {
  const answer = await fetch(apiRoutes.submitDraft(id), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  if (!answer.ok || answer.body === null)
    return { kind: 'not-taken', ...refusedBy(await answer.json().catch(() => null)) }
  let rest = ''
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { kind: 'no-answer' }
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.map(asLine)) {
      if ('step' in line) onStep(line.step)
      else return line
    }
  }
}

/** Our own route writes these lines. */
function asLine(text: string): Line {
  return JSON.parse(text) as Line
}
