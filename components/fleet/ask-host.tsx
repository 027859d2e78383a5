'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { aboutStarting } from '@/components/change/about-starting'
import { textOf } from '@/components/ui/answer-fields'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { Button } from '@/components/ui/button'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes, routes } from '@/lib/routes'

/** Asks the connector for the live file; the page shows what comes. */
export function AskForFile({ name, again }: { name: string; again: boolean }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  const [problem, setProblem] = useState<Refused | null>(null)
  const ask = async () => {
    setProblem(whyNot(await postJson(apiRoutes.askHost(name), { kind: 'read' })))
    router.refresh()
  }
  return (
    <>
      <Button onClick={() => void ask()}>{again ? 'Ask again' : 'Ask for the file'}</Button>
      {problem !== null && <Refusal refused={problem} small />}
    </>
  )
}

/** Looks again while the connector has not answered: the events of the page tell it sooner, when they come. */
export function AwaitAnswer() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), 3_000)
    return () => clearInterval(timer)
  }, [router])
  return null
}

/** Has the connector write what git wants; asks first. */
export function RestoreFile({ name, commit }: { name: string; commit: string }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  return (
    <ConfirmAction
      verb="Restore"
      title={`Restore the file of ${name}?`}
      act={() => postJson(apiRoutes.askHost(name), { kind: 'restore' }).then(whyNot)}
      done={() => router.refresh()}
    >
      Its connector writes what git wants, {commit.slice(0, 7)}, over the file on the host, in place. What was
      edited there is lost, unless you adopt it first.
    </ConfirmAction>
  )
}

const REFUSALS = new Map([
  ['no-file', 'The file in git is no text that can be edited.'],
  ['exists', 'The file came to git meanwhile: look again.'],
  ['too-large', 'The file is too large for a draft.'],
  ['too-many', 'You have too many drafts: submit or discard some first.'],
])

const UNKNOWN = 'The server answered something unknown.'

/** Starts a draft with the host's content and goes there. */
export function AdoptFile({ name }: { name: string }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  const [problem, setProblem] = useState<Refused | null>(null)
  const adopt = async () => {
    const asked = await postJson(apiRoutes.adoptFile(name), {})
    if (!asked.ok) return setProblem(aboutStarting(asked))
    const [kind, id] = [textOf(asked.body, 'kind'), textOf(asked.body, 'id')]
    if (kind === 'created' && id !== null) router.push(routes.draft(id))
    else setProblem({ detail: REFUSALS.get(kind ?? '') ?? UNKNOWN, help: helpAddress('draft-not-started') })
  }
  return (
    <>
      <Button variant="primary" onClick={() => void adopt()}>
        Adopt as a pull request
      </Button>
      {problem !== null && <Refusal refused={problem} small />}
    </>
  )
}
