import { useSyncExternalStore } from 'react'
import type { ShellData } from '@/components/shell/shell-data'
import { fieldOf, requireText, textOf } from '@/components/ui/answer-fields'
import { apiRoutes } from '@/lib/routes'

/** What the bar says that moves. */
export interface BarNow {
  readonly counts: ShellData['counts']
  readonly forge: Pick<ShellData['forge'], 'answers' | 'lastContact'>
  /** The instant that it is of. */
  readonly at: Date
}

let asked: BarNow | null = null
const listeners = new Set<() => void>()

let asking: Promise<void> | null = null
let isAskedAgain = false

/**
 * Asks for what the bar says; without an answer that which is there stays. One request at a time: a server that is slower than what moves
 * is not asked more often than it answers. Browser only.
 */
export function askBar(): void {
  isAskedAgain = asking !== null
  asking ??= ask().finally(() => {
    asking = null
    if (isAskedAgain) askBar()
  })
}

async function ask(): Promise<void> {
  const answer = await fetch(apiRoutes.bar())
    .then((response): Promise<unknown> => (response.ok ? response.json() : Promise.resolve(null)))
    .catch(() => null)
  if (answer === null) return
  const number = (name: string) => Number(fieldOf(answer, name))
  const lastContact = textOf(answer, 'lastContact')
  asked = {
    counts: { openChanges: number('openChanges'), drifted: number('drifted') },
    forge: {
      answers: fieldOf(answer, 'forgeAnswers') === true,
      lastContact: lastContact === null ? null : new Date(lastContact),
    },
    at: new Date(requireText(answer, 'at')),
  }
  for (const listener of listeners) listener()
}

/** The newer of what the server drew and what was asked for since: the frame of the console stays while its pages change. */
export function useBarNow(drawn: BarNow): BarNow {
  const known = useSyncExternalStore(
    listen,
    () => asked,
    () => null,
  )
  return known !== null && known.at > drawn.at ? known : drawn
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
