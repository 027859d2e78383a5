/**
 * The same answer, with `release` called when its body has ended, failed or was given up: what is streamed costs until then. Whoever went
 * away before the first byte, and a HEAD request, never takes the body, so those are over at once.
 */
export function releaseAtEnd(response: Response, request: Request, release: () => void): Response {
  const { body, status, statusText, headers } = response
  const { signal } = request
  if (body === null || request.method === 'HEAD' || signal.aborted) {
    void body?.cancel().catch(() => undefined)
    release()
    return new Response(null, { status, statusText, headers })
  }
  const reader = body.getReader()
  const giveUp = () => {
    end()
    void reader.cancel().catch(() => undefined)
  }
  const end = () => {
    signal.removeEventListener('abort', giveUp)
    release()
  }
  signal.addEventListener('abort', giveUp)
  const watched = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          end()
          controller.close()
        } catch (error) {
          end()
          throw error
        }
      },
      cancel: async (reason) => {
        end()
        await reader.cancel(reason)
      },
    },
    // Nothing is read ahead: an answer that nobody takes makes no work.
    { highWaterMark: 0 },
  )
  return new Response(watched, { status, statusText, headers })
}
