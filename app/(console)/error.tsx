'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { HelpLink } from '@/components/ui/help-link'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelError } from '@/components/ui/panel'
import { BUSY_DIGEST } from '@/lib/errors'
import { reloadSoon } from './reload-soon'

/**
 * A page that failed; the rest of the console still works. In production the message of a server error never gets here. It is asked for by a
 * new load: React's own way draws again what the server answered, which failed. Once Lockstep or GitHub was away and is back, it is asked for
 * without a click, and so it is where Lockstep was only busy.
 */
export default function PageFailed({ error }: { error: Error & { digest?: string } }) {
  const isBusy = error.digest === BUSY_DIGEST
  useEffect(() => (isBusy ? reloadSoon() : undefined), [isBusy])
  useQuery({
    queryKey: ['failed-page'],
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => {
      window.location.reload()
      return null
    },
  })
  if (isBusy)
    return (
      <>
        <PageHeader title="Lockstep is busy" />
        <section className="panel">
          <PanelError
            title="All its connections to the database are in use"
            actions={<Button onClick={() => window.location.reload()}>Try again</Button>}
          >
            This page is asked for again by itself. Nothing was changed. <HelpLink topic="errors/busy" />
          </PanelError>
        </section>
      </>
    )
  return (
    <>
      <PageHeader title="This page could not be made" />
      <section className="panel">
        <PanelError
          title="Something went wrong in Lockstep"
          said={error.digest === undefined ? undefined : `error ${error.digest}`}
          actions={<Button onClick={() => window.location.reload()}>Try again</Button>}
        >
          Other pages still work, and nothing was changed. If it happens again, give the number below to
          whoever runs Lockstep: it is in the log. <HelpLink topic="errors/internal" />
        </PanelError>
      </section>
    </>
  )
}
