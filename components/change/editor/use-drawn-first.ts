import { useState } from 'react'
import { useToldLater } from './use-told-later'

interface DrawnFirst {
  /** What the field shows. */
  readonly shown: string
  readonly type: (text: string) => void
}

/** A field that draws each key before it tells of it. Once it has told, it shows what it is given again. */
export function useDrawnFirst(value: string, onChange: (text: string) => void): DrawnFirst {
  const [typed, setTyped] = useState<string | null>(null)
  const tell = useToldLater((text) => {
    setTyped(null)
    onChange(text)
  })
  const type = (text: string) => {
    setTyped(text)
    tell(text)
  }
  return { shown: typed ?? value, type }
}
