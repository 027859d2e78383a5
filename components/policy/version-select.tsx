'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useState } from 'react'
import { isShortcut } from '@/components/shell/shortcut'
import { routes } from '@/lib/routes'

interface VersionSelectProps {
  readonly path: string
  /** Commits of the versions, the newest first. */
  readonly shas: readonly string[]
}

/** X on a version of the history selects it; on a second one, the comparison of both opens. Links to versions carry `data-version`. */
export function VersionSelect({ path, shas }: VersionSelectProps) {
  const router = useRouter()
  const [chosen, setChosen] = useState<string | null>(null)
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isShortcut(event) || event.key.toLowerCase() !== 'x') return
    const marked = document.activeElement?.closest('[data-version]') ?? null
    const sha = marked instanceof HTMLElement ? (marked.dataset.version ?? null) : null
    if (sha === null) return
    event.preventDefault()
    if (chosen === null || chosen === sha) {
      setChosen(chosen === sha ? null : sha)
      return
    }
    const [newer, older] = shas.indexOf(chosen) < shas.indexOf(sha) ? [chosen, sha] : [sha, chosen]
    router.push(routes.policy(path, { compare: `${older}...${newer}` }))
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <p className="s mid" role="status">
      {chosen !== null && (
        <>
          Version <span className="mono">{chosen.slice(0, 7)}</span> selected: X on another version compares
          the two.
        </>
      )}
    </p>
  )
}
