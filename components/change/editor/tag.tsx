import type { ReactNode } from 'react'

/** A word about the thing in front of it. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag info">{children}</span>
}
