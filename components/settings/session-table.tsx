'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { signOut } from '@/components/shell/sign-out'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { Table } from '@/components/ui/table'
import { Time } from '@/components/ui/time'
import { apiRoutes } from '@/lib/routes'
import { describeBrowser } from './describe-browser'

/** A signed-in browser; times as the server gave them. */
export interface SessionRow {
  readonly id: string
  readonly login: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly userAgent: string | null
  readonly ipAddress: string | null
  /** The one that looks at the page. */
  readonly current: boolean
}

interface SessionTableProps {
  readonly label: string
  readonly sessions: readonly SessionRow[]
  /** Names the person in each row, where they are of several. */
  readonly showPerson: boolean
  readonly now: Date
}

/** Sessions with a way to end each at once: the browser it belongs to is signed out at its next step. */
export function SessionTable({ label, sessions, showPerson, now }: SessionTableProps) {
  const router = useRouter()
  const { deleteAt } = useAskServer()
  const said = useRef<HTMLDivElement>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<Refused | null>(null)
  const [ended, setEnded] = useState<string | null>(null)
  const end = async ({ id, userAgent }: SessionRow) => {
    setBusy(id)
    const answer = await deleteAt(apiRoutes.session(id))
    setBusy(null)
    setProblem(whyNot(answer))
    setEnded(answer.ok ? `The session of ${describeBrowser(userAgent)} has ended.` : null)
    // The pressed button is about to go: the focus must land on what tells how it went.
    said.current?.focus()
    router.refresh()
  }
  return (
    <>
      <div ref={said} tabIndex={-1} role={problem === null ? 'status' : undefined} className="said0 mid">
        {problem === null ? ended : <Refusal refused={problem} />}
      </div>
      <Table label={label} tight cards>
        <thead>
          <tr>
            {showPerson && <th>Person</th>}
            <th>Browser</th>
            <th>From</th>
            <th>Signed in</th>
            <th>Ends</th>
            <th>
              <span className="sr">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => {
            const { id, login, userAgent, ipAddress, createdAt, expiresAt, current } = session
            const browser = describeBrowser(userAgent)
            return (
              <tr key={id}>
                {showPerson && <td className="mono">@{login}</td>}
                <td title={userAgent ?? undefined}>
                  {browser} {current && <span className="tag">this one</span>}
                </td>
                <td data-l="From" className="mono s">
                  {ipAddress || <span className="dim">not known</span>}
                </td>
                <td data-l="Signed in">
                  <Time at={createdAt} now={now} />
                </td>
                <td data-l="Ends">
                  <Time at={expiresAt} now={now} show="moment" />
                </td>
                <td className="n push">
                  {current ? (
                    <button type="button" className="lk" onClick={signOut}>
                      Sign out
                    </button>
                  ) : (
                    <button
                      type="button"
                      className="lk"
                      disabled={busy === id}
                      aria-label={`End the session of ${showPerson ? `${login}, ` : ''}${browser}`}
                      onClick={() => void end(session)}
                    >
                      {busy === id ? 'Ending…' : 'End'}
                    </button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </Table>
    </>
  )
}
