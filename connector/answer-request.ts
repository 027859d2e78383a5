import { MAX_HOST_FILE_BYTES, type HostAnswer, type HostRequest } from '@/lib/wire/host-request'
import { digestOf } from './digest'
import { readPlace } from './live-place'
import { maskPolicy } from './mask-policy'
import type { ProxyAgent } from './proxy-agent'
import { Refused } from './server-link'

/** Does what a person asked and tells the server. A request that has ended meanwhile is nobody's business any more. */
export async function answerRequest(
  agent: ProxyAgent,
  request: HostRequest,
  { dryRun, say }: { readonly dryRun: boolean; readonly say: (line: string) => void },
): Promise<void> {
  const now = new Date()
  const answer =
    request.kind === 'read' ? readLive(agent, request, now) : await restore(agent, request, now, dryRun)
  say(
    answer.result === 'refused'
      ? `a person asked for ${request.kind}: refused, ${answer.error}`
      : request.kind === 'read'
        ? `a person asked for the live file: sent, ${answer.masked} places masked`
        : 'a person asked to restore the live file: written',
  )
  try {
    await agent.link.answer(answer)
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error
  }
}

/** The live file, once, with its secrets masked. */
function readLive({ settings }: ProxyAgent, { id }: HostRequest, now: Date): HostAnswer {
  const refused = (error: string, digest: { sha256: string; blob: string } | null = null): HostAnswer => ({
    request: id,
    result: 'refused',
    sha256: digest?.sha256 ?? null,
    blob: digest?.blob ?? null,
    content: null,
    masked: 0,
    error: error.slice(0, 500),
    at: now.toISOString(),
  })
  let bytes: Buffer
  try {
    const read = readPlace(settings.config, MAX_HOST_FILE_BYTES)
    if (typeof read === 'number')
      return refused(`The file has ${read} bytes; at most ${MAX_HOST_FILE_BYTES} are sent.`)
    bytes = read
  } catch (error) {
    return refused(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const digest = digestOf(bytes)
  const original = bytes.toString('utf8')
  if (bytes.includes(0) || !Buffer.from(original).equals(bytes))
    return refused('The file is no text in UTF-8.', digest)
  const { text, masked } = maskPolicy(original)
  const content = Buffer.from(text)
  if (content.length > MAX_HOST_FILE_BYTES) return refused('The file is too large to be sent.', digest)
  return {
    request: id,
    result: 'content',
    ...digest,
    content: content.toString('base64'),
    masked,
    error: null,
    at: now.toISOString(),
  }
}

/** Writes the wanted policy now, if it is the one that git wanted when the person asked. */
async function restore(
  agent: ProxyAgent,
  request: HostRequest,
  now: Date,
  dryRun: boolean,
): Promise<HostAnswer> {
  const error = dryRun
    ? 'It runs with --dry-run, which writes nothing.'
    : await agent.delivery.restore(request.sha256, now)
  const { delivered } = agent.delivery
  return {
    request: request.id,
    result: error === null ? 'restored' : 'refused',
    sha256: delivered?.sha256 ?? null,
    blob: delivered?.blob ?? null,
    content: null,
    masked: 0,
    error: error?.slice(0, 500) ?? null,
    at: now.toISOString(),
  }
}
