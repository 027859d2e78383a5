'use client'

import { useEffect, useRef } from 'react'
import { Icon } from '@/components/ui/icon'
import { IconButton } from '@/components/ui/icon-button'

interface FindBarProps {
  readonly words: string
  readonly count: number
  /** The match that is looked at, from 0. */
  readonly current: number
  /** Grows when the search is asked for again. */
  readonly asked: number
  readonly onWords: (words: string) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onClose: () => void
}

/** Searches the text: the browser's own search sees only the lines that are drawn. */
export function FindBar({ words, count, current, asked, onWords, onStep, onClose }: FindBarProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Whoever asks again wants to type other words.
    if (asked > 0) field.current?.select()
  }, [asked])
  return (
    <search className="find row" aria-label="Find in the text">
      <input
        ref={field}
        className="in mono"
        aria-label="Find"
        value={words}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onWords(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) onStep(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') onClose()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <span className="s dim num" role="status">
        {words === '' ? 'Type to search' : count === 0 ? 'No match' : `${current + 1} of ${count}`}
      </span>
      <span className="grow" />
      {count > 1 && (
        <>
          <IconButton label="Match before" onClick={() => onStep(-1)}>
            ↑
          </IconButton>
          <IconButton label="Next match" onClick={() => onStep(1)}>
            ↓
          </IconButton>
        </>
      )}
      <IconButton label="Close the search" onClick={onClose}>
        <Icon name="close" />
      </IconButton>
    </search>
  )
}
