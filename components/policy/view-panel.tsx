'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { Panel } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'

type View = 'matrix' | 'reading'

const VIEWS = [
  { value: 'matrix', label: 'Matrix' },
  { value: 'reading', label: 'Reading' },
] as const

interface ViewPanelProps {
  title: string
  note: string
  /** From the address; without it the matrix, and on phones the reading. */
  view: View | undefined
  matrix: ReactNode
  reading: ReactNode
  /** Below both: what they rest on. */
  foot?: string | null
}

/** The same rules as a table or as sentences. The choice is in the address; a phone starts with sentences. */
export function ViewPanel({ title, note, view, matrix, reading, foot = null }: ViewPanelProps) {
  const router = useRouter()
  const [chosen, setChosen] = useState(view)
  const isNarrow = useSyncExternalStore(onWidth, narrowNow, () => false)
  const shown = chosen ?? (isNarrow ? 'reading' : 'auto')
  const choose = (next: View) => {
    setChosen(next)
    const address = new URL(window.location.href)
    address.searchParams.set('view', next)
    window.history.replaceState(null, '', address)
    // The links to other versions and tools keep it.
    router.refresh()
  }
  return (
    <Panel
      title={title}
      note={note}
      more={
        <Segmented
          label="Draw as"
          value={shown === 'reading' ? 'reading' : 'matrix'}
          options={VIEWS}
          onChange={choose}
        />
      }
    >
      <div data-view={shown}>
        <div className="vmx">{matrix}</div>
        <div className="vrd">{reading}</div>
      </div>
      {foot !== null && <p className="s mid foot2">{foot}</p>}
    </Panel>
  )
}

const NARROW = '(max-width: 720px)'

function narrowNow(): boolean {
  return window.matchMedia(NARROW).matches
}

function onWidth(listener: () => void): () => void {
  const query = window.matchMedia(NARROW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
