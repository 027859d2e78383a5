'use client'

import { useState } from 'react'
import { Icon } from './icon'

interface CopyProps {
  /** What lands on the clipboard, or how to find it when pressed. */
  text: string | (() => string)
  /** What is copied, for the name of the control: "Copy ‹label›". */
  label: string
  /** Shows words instead of only the picture. */
  words?: string
  className?: string
}

/** Copies, and says so where it was pressed. */
export function CopyButton({ text, label, words, className = 'lk cp' }: CopyProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  const said = { idle: '', copied: 'Copied', refused: 'The browser refused to copy' }[state]
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={words === undefined ? `Copy ${label}` : undefined}
        title={said === '' ? `Copy ${label}` : said}
        onClick={() => {
          navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
            () => setState('copied'),
            () => setState('refused'),
          )
        }}
        onBlur={() => setState('idle')}
      >
        {words === undefined ? <Icon name="copy" /> : said || words}
      </button>
      <span className="sr" role="status">
        {said}
      </span>
    </>
  )
}
