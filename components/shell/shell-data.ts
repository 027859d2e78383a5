import type { Role } from '@/lib/context'

/** What the frame around every page shows; the layout of the console loads it once per request. */
export interface ShellData {
  repository: { owner: string; name: string }
  /** The tracked branch and its tip; null before the first fetch. */
  tip: { branch: string; sha: string } | null
  /**
   * When GitHub was last heard of; null when never. `reachable` is false while it does not say what people may do, `answers` from the first
   * question on that it leaves open, also of git.
   */
  forge: { reachable: boolean; answers: boolean; lastContact: Date | null }
  person: { login: string; name: string; role: Role }
  /** Open changes and drifted proxies; null while the page that counts them has nothing to count. */
  counts: { openChanges: number | null; drifted: number | null }
}
