import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'

/** A merge wakes all proxies of a host in one moment: those that are told within this time are told together. */
const TOGETHER_MS = 10

/**
 * Waits for several at once and ends all of them when the first has news, or when `signal` is aborted; results in the order of `waits`.
 * Each is given a signal that tells it to end with what it has.
 */
export async function waitTogether<Result>({
  waits,
  isNews,
  signal,
}: {
  waits: readonly ((signal: AbortSignal) => Promise<Result>)[]
  isNews: (result: Result) => boolean
  /** The caller hung up. */
  signal: AbortSignal
}): Promise<Result[]> {
  const over = new AbortController()
  const end = () => over.abort()
  setMaxListeners(0, over.signal)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  let isTold = false
  try {
    return await Promise.all(
      waits.map(async (wait) => {
        const result = await wait(over.signal)
        if (isTold || !isNews(result)) return result
        isTold = true
        await delay(TOGETHER_MS)
        end()
        return result
      }),
    )
  } finally {
    // One that failed must not leave the others waiting.
    end()
    signal.removeEventListener('abort', end)
  }
}
