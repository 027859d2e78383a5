import { useSyncExternalStore } from 'react'

/** Whether the page listens: what the server drew hears no key yet. */
export function useListening(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
}
