import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'

/** The lines of a text file, unpacked when its name ends in `.gz`. Only a line feed ends a line; empty lines are left out. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  const stream = path.endsWith('.gz') ? unpack(file) : file
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    rest += decoder.decode(toBytes(chunk), { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line !== '')
  }
  if (rest !== '') yield rest
}

/** An error of the file has to end the unpacking too, or nobody hears of it. */
function unpack(file: ReturnType<typeof createReadStream>): ReturnType<typeof createGunzip> {
  const gunzip = createGunzip()
  file.on('error', (error) => gunzip.destroy(error))
  return file.pipe(gunzip)
}

/** Node's types say `any`; both streams give buffers as long as no encoding is set. */
function toBytes(chunk: unknown): Uint8Array {
  return chunk as Uint8Array
}
