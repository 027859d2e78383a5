import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

const CONTROLS = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea'

function controlsOf(form: HTMLElement): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>(CONTROLS)]
}

/**
 * An edit may take the control away that was pressed for it, and the focus with it: what then stands in its place has the focus, not the top
 * of the browser (WCAG 2.4.3). Give the ref to the form, and draw the caller again with each edit.
 */
export function useKeptFocus(): RefObject<HTMLElement | null> {
  const form = useRef<HTMLElement>(null)
  const last = useRef<{ readonly control: Element; readonly place: number } | null>(null)
  useEffect(() => {
    const box = form.current
    if (box === null) return undefined
    const note = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      last.current = { control: target, place: controlsOf(box).indexOf(target) }
    }
    // Whoever leaves for nowhere wants none of it; a control that is being taken away is left as well.
    const leave = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null || !(target instanceof Element)) return
      queueMicrotask(() => {
        if (target.isConnected && last.current?.control === target) last.current = null
      })
    }
    box.addEventListener('focusin', note)
    box.addEventListener('focusout', leave)
    return () => {
      box.removeEventListener('focusin', note)
      box.removeEventListener('focusout', leave)
    }
  }, [])
  useLayoutEffect(() => {
    const lost = last.current
    if (form.current === null || lost === null || lost.control.isConnected) return
    last.current = null
    if (document.activeElement !== document.body) return
    const controls = controlsOf(form.current)
    controls[Math.min(Math.max(0, lost.place), controls.length - 1)]?.focus()
  })
  return form
}
