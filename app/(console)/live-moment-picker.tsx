'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { momentHref } from '@/components/shell/moment-href'
import { MomentPicker } from '@/components/shell/moment-picker'
import { fetchMoments } from './fetch-moments'

/** The picker of moments over the page that is shown; open when it is fetched. */
export function LiveMomentPicker({ tip }: { tip: { branch: string; sha: string } }) {
  const router = useRouter()
  const path = usePathname()
  const search = useSearchParams().toString()
  const [isOpen, setOpen] = useState(true)
  const { data, isError } = useQuery({
    queryKey: ['mirror', 'moments'],
    queryFn: ({ signal }) => fetchMoments(signal),
    enabled: isOpen,
  })
  return (
    <MomentPicker
      tip={tip}
      at={new URLSearchParams(search).get('at') || null}
      open={isOpen}
      onOpenChange={setOpen}
      commits={isError ? 'no answer' : data}
      hrefAt={(at) => momentHref(path, search, at)}
      onLook={(at) => {
        setOpen(false)
        router.push(momentHref(path, search, at))
      }}
    />
  )
}
