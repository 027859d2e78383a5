import { applyEdits } from '@/lib/policy/edit/apply-edits'
import type { Edit } from '@/lib/policy/edit/edits'
import type { SeenTool } from '@/lib/decisions/seen-calls'

/** The text of a new policy. `seen` lists tools that agents called: they are allowed, everything else is denied. */
export function writeStarter(start: 'deny' | 'allow' | 'seen', seen: readonly SeenTool[] = []): string {
  const edits: Edit[] = [{ op: 'create-file', default: start === 'allow' ? 'allow' : 'deny' }]
  if (start === 'allow')
    edits.push({
      op: 'add-tool',
      tool: '*',
      rules: [{ name: 'every-tool-limit', rateLimit: { count: '600', window: 'hour' } }],
    })
  if (start === 'seen') edits.push(...seen.map(({ tool }) => ({ op: 'add-tool' as const, tool, rules: [] })))
  const result = applyEdits('', edits)
  return result.kind === 'edited' ? result.text : 'version: "1"\ndefault: deny\ntools: {}\n'
}
