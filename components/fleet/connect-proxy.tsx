'use client'

import { useState } from 'react'
import { requireText } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer } from '@/components/ui/ask-server'
import type { Refused } from '@/components/ui/refusal'
import { apiRoutes } from '@/lib/routes'
import type { ConnectWish } from './connect-command'
import type { ConnectOffer, MadeKey } from './connect-offer'
import { ConnectFields } from './connect-fields'
import { ConnectRun } from './connect-run'
import { ConnectWaiting } from './connect-waiting'
import { StepTitle } from './step-title'

/** Say what it is → run one command → see it live. The key lives in this page only and is gone with it. */
export function ConnectProxy(offer: ConnectOffer) {
  const { postJson } = useAskServer()
  const [made, setMade] = useState<MadeKey | null>(null)
  const [problem, setProblem] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (wish: ConnectWish) => {
    setBusy(true)
    const answer = await makeKey(postJson, wish)
    setBusy(false)
    if ('detail' in answer) setProblem(answer)
    else {
      setProblem(null)
      setMade(answer)
    }
  }
  return (
    <ol className="steps">
      <li className="panel">
        <StepTitle number={1}>Say what it is</StepTitle>
        <div className="body">
          {made === null ? (
            <ConnectFields offer={offer} busy={busy} problem={problem} submit={(wish) => void submit(wish)} />
          ) : (
            <p>
              <b className="b">{made.wish.name}</b> runs {made.wish.path} in {made.wish.environment}, mode{' '}
              {made.wish.mode}, declared engine {made.wish.engine}.
            </p>
          )}
        </div>
      </li>
      {made !== null && (
        <>
          <li className="panel">
            <StepTitle number={2}>Run this on the host</StepTitle>
            <ConnectRun offer={offer} made={made} />
          </li>
          <li className="panel">
            <ConnectWaiting name={made.wish.name} since={made.createdAt} onAnother={() => setMade(null)} />
          </li>
        </>
      )}
    </ol>
  )
}

/** The key, or why there is none. */
async function makeKey(postJson: AskServer['postJson'], wish: ConnectWish): Promise<MadeKey | Refused> {
  const answer = await postJson(apiRoutes.keys(), {
    scope: {
      paths: [wish.repositoryPath],
      names: [wish.name],
      modes: [wish.mode],
      environments: [wish.environment],
      labels: wish.team === '' ? {} : { team: wish.team },
    },
  })
  if (!answer.ok) return answer
  const text = (name: string) => requireText(answer.body, name)
  return { wish, key: text('key'), createdAt: text('createdAt'), expiresAt: text('expiresAt') }
}
