import { gunzipSync } from 'node:zlib'

/** One line of a push: which ref is to move. Zero shas stand for "not there". */
export interface PushCommand {
  readonly from: string
  readonly to: string
  readonly ref: string
}

const COMMAND = /^([0-9a-f]{40}) ([0-9a-f]{40}) (refs\/[^\0\n]+)/

/** The commands at the start of a receive-pack request, before the pack. Source: gitprotocol-pack(5), pkt-lines. */
export function readPushCommands(body: Buffer, encoding: string | undefined): PushCommand[] {
  const data = encoding === 'gzip' ? gunzipSync(body) : body
  const commands: PushCommand[] = []
  for (let position = 0; position + 4 <= data.length;) {
    const length = Number.parseInt(data.toString('latin1', position, position + 4), 16)
    if (!(length > 4)) break // a flush ends the commands
    const match = COMMAND.exec(data.toString('utf8', position + 4, position + length))
    if (match !== null) commands.push({ from: match[1] ?? '', to: match[2] ?? '', ref: match[3] ?? '' })
    position += length
  }
  return commands
}
