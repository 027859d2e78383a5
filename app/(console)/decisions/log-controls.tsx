'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Menu, MenuDownload } from '@/components/ui/menu'
import { Segmented } from '@/components/ui/segmented'

interface LogControlsProps {
  readonly live: boolean
  /** Addresses of the page with and without live; null for a fixed range, which nothing is added to. */
  readonly hrefs: { readonly live: string; readonly paused: string } | null
  readonly csv: string
  readonly ndjson: string
  /** For collectors of OpenTelemetry. */
  readonly otlp: string
}

/** Whether new decisions come in by themselves, and the log as a file. */
export function LogControls({ live, hrefs, csv, ndjson, otlp }: LogControlsProps) {
  const router = useRouter()
  return (
    <>
      {hrefs !== null && (
        <Segmented
          label="New decisions"
          size="normal"
          value={live ? 'live' : 'paused'}
          options={[
            { value: 'live', label: 'Live' },
            { value: 'paused', label: 'Paused' },
          ]}
          onChange={(value) => router.replace(hrefs[value], { scroll: false })}
        />
      )}
      <Menu trigger={<Button variant="ghost">Export</Button>}>
        <MenuDownload href={csv}>CSV</MenuDownload>
        <MenuDownload href={ndjson}>JSON, one per line</MenuDownload>
        <MenuDownload href={otlp}>OpenTelemetry logs</MenuDownload>
      </Menu>
    </>
  )
}
