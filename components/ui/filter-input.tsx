'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 200

interface FilterInputProps {
  label: string
  /** The key in the address that keeps it. */
  name: string
}

/**
 * Text that narrows a list. It lives in the address, and the server filters; typing waits a moment before it asks. What a link or the way
 * back puts there stands in the field as well.
 */
export function FilterInput({ label, name }: FilterInputProps) {
  const [router, path, search] = [useRouter(), usePathname(), useSearchParams()]
  const inAddress = search.get(name) ?? ''
  const [text, setText] = useState(inAddress)
  const [known, setKnown] = useState(inAddress)
  const [asked, setAsked] = useState(inAddress)
  if (inAddress !== known) {
    setKnown(inAddress)
    // Its own answer may come while one types on.
    if (inAddress !== asked) setText(inAddress)
    setAsked(inAddress)
  }
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(waiting.current), [])
  const change = (value: string) => {
    setText(value)
    clearTimeout(waiting.current)
    waiting.current = setTimeout(() => {
      setAsked(value)
      const next = new URLSearchParams(search)
      if (value === '') next.delete(name)
      else next.set(name, value)
      // Another list begins at its first page.
      next.delete('from')
      router.replace(`${path}?${next.toString()}`, { scroll: false })
    }, PAUSE_MS)
  }
  return (
    <input
      className="in"
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => change(event.target.value)}
      data-filter
    />
  )
}
