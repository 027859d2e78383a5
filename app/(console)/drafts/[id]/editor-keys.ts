import { useEffect, useEffectEvent } from 'react'

interface EditorKeys {
  readonly onUndo: () => void
  readonly onRedo: () => void
  readonly onSubmit: () => void
  readonly onNextProblem: () => void
  readonly onFix: () => void
}

/** The editor's shortcuts, which hold while typing as well. Dialogs keep their keys for themselves. */
export function useEditorKeys(keys: EditorKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target
    if (event.defaultPrevented || (target instanceof Element && target.closest('[role="dialog"]') !== null))
      return
    const act = actionOf(event, keys)
    if (act === null) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function actionOf(event: KeyboardEvent, keys: EditorKeys): (() => void) | null {
  if (event.key === 'F8') return keys.onNextProblem
  if (!(event.metaKey || event.ctrlKey) || event.altKey) return null
  switch (event.key.toLowerCase()) {
    case 'z':
      return event.shiftKey ? keys.onRedo : keys.onUndo
    case 'y':
      return keys.onRedo
    case '.':
      return keys.onFix
    case 'enter':
      return keys.onSubmit
    default:
      return null
  }
}
