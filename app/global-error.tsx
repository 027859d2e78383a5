'use client'

import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/states.css'
import { useEffect } from 'react'
import { StandIn } from '@/components/shell/stand-in'
import { Button } from '@/components/ui/button'
import { BUSY_DIGEST } from '@/lib/errors'
import { apiRoutes } from '@/lib/routes'
import { reloadSoon } from './(console)/reload-soon'

const LOOK_MS = 5000

/** The frame itself failed, so nothing of it can be used here; most often the database does not answer. */
export default function EverythingFailed({ error }: { error: Error & { digest?: string } }) {
  const isBusy = error.digest === BUSY_DIGEST
  const inLog = error.digest === undefined ? '' : ': the error below is in the log'
  useEffect(() => (isBusy ? reloadSoon() : reloadOnReturn()), [isBusy])
  return (
    <html lang="en">
      <body>
        <title>Lockstep</title>
        <StandIn title={isBusy ? 'Lockstep is busy' : 'Lockstep could not make this page'}>
          <p className="mid">
            {isBusy && 'All its connections to the database are in use; this page comes by itself. '}
            Proxies keep enforcing what they have, and nothing was changed.
            {!isBusy && ` If it goes on for a minute, tell whoever runs Lockstep${inLog}.`}
          </p>
          <Button variant="primary" className="wide" onClick={() => window.location.reload()}>
            Try again
          </Button>
          {!isBusy && error.digest !== undefined && <p className="s dim mono sie">error {error.digest}</p>}
        </StandIn>
      </body>
    </html>
  )
}

/** Loads the page again once Lockstep could not make pages, and can. Where it could all the time, that would fail again. */
function reloadOnReturn(): () => void {
  let wasAway = false
  const look = async () => {
    const answer = await fetch(apiRoutes.ready(), { cache: 'no-store' }).catch(() => null)
    const isReady = answer?.ok === true
    if (isReady && wasAway) window.location.reload()
    wasAway = !isReady
  }
  void look()
  const timer = setInterval(() => void look(), LOOK_MS)
  return () => clearInterval(timer)
}
