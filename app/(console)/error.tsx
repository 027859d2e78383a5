'use client'

import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelError } from '@/components/ui/panel'

/**
 * A page that failed; the rest of the console still works. In production the message of a server error never gets here. It is asked for by a
 * new load: React's own way draws again what the server answered, which failed.
 */
export default function PageFailed({ error }: { error: Error & { digest?: string } }) {
  return (
    <>
      <PageHeader title="This page could not be made" />
      <section className="panel" style={{ paddingTop: 12 }}>
        <PanelError
          title="Something went wrong in Lockstep"
          said={error.digest === undefined ? undefined : `error ${error.digest}`}
          actions={<Button onClick={() => window.location.reload()}>Try again</Button>}
        >
          Other pages still work, and nothing was changed. If it happens again, give the number below to
          whoever runs Lockstep: it is in the log.
        </PanelError>
      </section>
    </>
  )
}
