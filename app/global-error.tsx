'use client'

import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/states.css'
import { StandIn } from '@/components/shell/stand-in'
import { Button } from '@/components/ui/button'

/** The frame itself failed, so nothing of it can be used here; most often the database does not answer. */
export default function EverythingFailed({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Lockstep</title>
        <StandIn title="Lockstep could not make this page">
          <p className="mid">
            Proxies keep enforcing what they have, and nothing was changed. If it happens again in a minute,
            tell whoever runs Lockstep{error.digest === undefined ? '' : ': the error below is in the log'}.
          </p>
          <Button variant="primary" className="wide" onClick={() => window.location.reload()}>
            Try again
          </Button>
          {error.digest !== undefined && <p className="s dim mono">error {error.digest}</p>}
        </StandIn>
      </body>
    </html>
  )
}
