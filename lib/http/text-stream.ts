/** A body out of pieces of text; the next piece is made when the browser wants more, and none once it went away. */
export function textStream(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      const part = await parts.next()
      if (part.done === true) controller.close()
      else controller.enqueue(encoder.encode(part.value))
    },
    cancel: async () => {
      await parts.return(undefined)
    },
  })
}
