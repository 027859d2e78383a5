'use client'

import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { requireText } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer, whyNot } from '@/components/ui/ask-server'
import type { Refused } from '@/components/ui/refusal'
import { apiRoutes } from '@/lib/routes'
import type { ConnectWish } from './connect-command'
import type { ConnectOffer, MadeKey } from './connect-offer'
import { ConnectFields } from './connect-fields'
import { ConnectRun } from './connect-run'
import { ConnectWaiting } from './connect-waiting'
import { StepTitle } from './step-title'
import { useFirstReport } from './use-first-report'

/** Say what it is → run one command → see it live. The key lives in this page only and is gone with it. */
export function ConnectProxy(offer: ConnectOffer) {
  const { postJson, deleteAt } = useAskServer()
  const [made, setMade] = useState<MadeKey | null>(null)
  const [problem, setProblem] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  /** Counts the proxies: each begins with empty fields. */
  const [turn, setTurn] = useState(0)
  const report = useFirstReport(made)
  const fields = useRef<HTMLDivElement>(null)
  const goBack = () => {
    flushSync(() => setMade(null))
    fields.current?.querySelector('input')?.focus()
  }
  /** The key that was shown lets its proxy in with what is changed now: it stops counting, and a proxy that has used it stays. */
  const change = async ({ id }: MadeKey) => {
    goBack()
    setProblem(whyNot(await deleteAt(apiRoutes.key(id))))
  }
  const beginAnother = () => {
    setTurn(turn + 1)
    goBack()
  }
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
        <StepTitle
          number={1}
          more={
            // What has connected is changed on its own page.
            made === null || report.proxy !== null ? undefined : (
              <button type="button" className="lk" onClick={() => void change(made)}>
                Change
              </button>
            )
          }
        >
          Say what it is
        </StepTitle>
        {made !== null && (
          <p className="body">
            <b className="b">{made.wish.name}</b> runs {made.wish.path} in {made.wish.environment}, mode{' '}
            {made.wish.mode}, declared engine {made.wish.engine}.
          </p>
        )}
        <div className="body" ref={fields} hidden={made !== null}>
          <ConnectFields
            key={turn}
            offer={offer}
            busy={busy}
            problem={problem}
            submit={(wish) => void submit(wish)}
          />
        </div>
      </li>
      {made !== null && (
        <>
          <li className="panel">
            <StepTitle number={2} ref={takeFocus}>
              Run this on the host
            </StepTitle>
            <ConnectRun offer={offer} made={made} isConnected={report.proxy !== null} />
          </li>
          <li className="panel">
            <ConnectWaiting
              name={made.wish.name}
              since={made.createdAt}
              report={report}
              onAnother={beginAnother}
            />
          </li>
        </>
      )}
    </ol>
  )
}

/** The button that was pressed for it is there no more. */
function takeFocus(heading: HTMLElement | null): void {
  heading?.focus()
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
  return {
    wish,
    id: text('id'),
    key: text('key'),
    createdAt: text('createdAt'),
    expiresAt: text('expiresAt'),
  }
}
