import { log } from '@/lib/log'

/**
 * Answers with one JSON value a line, as the work sends them. The work goes on when the reader leaves: what it does is not undone by a
 * closed tab. A throw ends the stream with `{"kind":"failed"}` and is logged with the request's id.
 */
export function streamLines(
  requestId: string,
  work: (send: (line: object) => void) => Promise<void>,
): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      let open = true
      const send = (line: object) => {
        if (!open) return
        try {
          controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
        } catch {
          // The reader left.
          open = false
        }
      }
      try {
        await work(send)
      } catch (error) {
        log().error(
          { requestId, error: error instanceof Error ? error.stack : String(error) },
          'a stream failed',
        )
        send({ kind: 'failed', requestId })
      }
      if (open) controller.close()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'application/x-ndjson', 'x-accel-buffering': 'no' },
  })
}
