'use client'

import { useRouter } from 'next/navigation'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import type { Edit } from '@/lib/policy/edit/edits'
import { routes } from '@/lib/routes'
import { startDraft } from '../drafts/start-draft'
import { DenyTool } from './deny-tool-client'
import { DRAFT_BUTTON } from './draft-button'
import { fetchCandidates, type Candidates } from './fetch-candidates'
import { PinCall } from './pin-call-client'

const CandidateDialog = lazy(async () => ({ default: (await import('./candidate-dialog')).CandidateDialog }))

/**
 * Starts a draft from a decision: deny what the policy allows, or allow what it denies, also where a proxy only observed. Asks how much
 * only where there is a choice.
 */
export function DraftFromCall({ id, tool, result }: { id: string; tool: string; result: string }) {
  const router = useRouter()
  const [isBusy, setBusy] = useState(false)
  /** What there is to choose from, or that no policy can be edited; null while nothing is asked. */
  const [asked, setAsked] = useState<Candidates | 'none' | null>(null)
  const want = result === 'allowed' ? 'deny' : 'allow'
  const open = async (found: Candidates, edits: readonly Edit[]) => {
    const draft = await startDraft(found.path, edits).catch(() => null)
    if (draft !== null) router.push(routes.draft(draft, { tool: found.tool }))
    return draft !== null
  }
  const begin = async () => {
    setBusy(true)
    const found = await fetchCandidates(id, want).catch(() => 'none' as const)
    const only = found === 'none' || found.candidates.length !== 1 ? undefined : found.candidates[0]
    const isOpened =
      found !== 'none' && only !== undefined && only.note === undefined && (await open(found, only.edits))
    setBusy(false)
    if (!isOpened) setAsked(found)
  }
  return (
    <>
      <Button id={DRAFT_BUTTON} aria-keyshortcuts="r" disabled={isBusy} onClick={() => void begin()}>
        {isBusy ? 'Opening …' : want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}{' '}
        <ButtonKey>R</ButtonKey>
      </Button>
      <PinCall id={id} />
      {want === 'deny' && <DenyTool id={id} tool={tool} />}
      <Suspense fallback={null}>
        {asked !== null && (
          <CandidateDialog want={want} found={asked} onOpen={open} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </>
  )
}
