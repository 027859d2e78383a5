'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState, type PointerEvent, type ReactNode } from 'react'

interface BrushProps {
  /** What the width of the picture stands for; milliseconds since the Unix epoch. */
  readonly from: number
  readonly to: number
  /** Chosen times are whole intervals of this many milliseconds. */
  readonly step: number
  /** Address of the page, without a range; the chosen one is appended to it. */
  readonly href: string
  readonly children: ReactNode
}

/** Less than this is a click and chooses nothing; pixels. */
const LEAST = 4

/** Dragging over a chart chooses a time. By keyboard the same is reached by the chart's table and the range menu. */
export function Brush({ from, to, step, href, children }: BrushProps) {
  const router = useRouter()
  const area = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null)
  const placeOf = ({ clientX }: PointerEvent) => {
    const box = area.current?.getBoundingClientRect()
    return box === undefined ? 0 : Math.max(0, Math.min(box.width, clientX - box.left))
  }
  const finish = () => {
    const width = area.current?.clientWidth ?? 0
    setDrag(null)
    if (drag === null || width === 0 || Math.abs(drag.end - drag.start) < LEAST) return
    const instant = (place: number) => from + (place / width) * (to - from)
    const first = Math.floor(instant(Math.min(drag.start, drag.end)) / step) * step
    const last = Math.ceil(instant(Math.max(drag.start, drag.end)) / step) * step
    const range = new URLSearchParams({
      from: new Date(first).toISOString(),
      to: new Date(last).toISOString(),
    })
    router.push(`${href}${href.includes('?') ? '&' : '?'}${range.toString()}`, { scroll: false })
  }
  return (
    <div
      ref={area}
      className="brush"
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === 'touch') return
        event.currentTarget.setPointerCapture(event.pointerId)
        const start = placeOf(event)
        setDrag({ start, end: start })
      }}
      onPointerMove={(event) => drag !== null && setDrag({ start: drag.start, end: placeOf(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setDrag(null)}
    >
      {children}
      {drag !== null && (
        <div
          className="sel"
          style={{ left: Math.min(drag.start, drag.end), width: Math.abs(drag.end - drag.start) }}
        />
      )}
    </div>
  )
}
