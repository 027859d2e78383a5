import type { GitHubClient } from './github-client'

/** An answer with the tag by which the forge knows whether it still is the same. */
interface KeptAnswer {
  readonly tag: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | number | undefined>>
  /** JSON: whoever gets it may change it. */
  readonly text: string
}

/** Characters of all answers that one client keeps; the ones that were not asked for longest go first. */
const MOST_CHARACTERS = 32 * 1024 * 1024

/**
 * Lets a client send the tag of the last answer with each question of the same address: the forge then says 304 when nothing changed, which
 * costs nothing of the limit. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
 */
export function askConditionally(client: GitHubClient, mostCharacters = MOST_CHARACTERS): void {
  const kept = new Map<string, KeptAnswer>()
  let characters = 0
  const forget = (key: string) => {
    characters -= kept.get(key)?.text.length ?? 0
    kept.delete(key)
  }
  const keep = (key: string, answer: KeptAnswer) => {
    forget(key)
    kept.set(key, answer)
    characters += answer.text.length
    for (const oldest of kept.keys()) {
      if (characters <= mostCharacters) return
      forget(oldest)
    }
  }
  client.hook.wrap('request', async (request, options) => {
    if (options.method !== 'GET') return request(options)
    const key = client.request.endpoint.parse(options).url
    const known = kept.get(key)
    // What is handed on is not heeded by hooks below: they were given these options already.
    if (known !== undefined) options.headers = { ...options.headers, 'if-none-match': known.tag }
    try {
      const answer = await request(options)
      const tag = answer.headers.etag
      if (answer.status === 200 && tag !== undefined) {
        keep(key, { tag, url: answer.url, headers: answer.headers, text: JSON.stringify(answer.data) })
      }
      return answer
    } catch (error) {
      if (known === undefined || !isUnchanged(error)) throw error
      keep(key, known)
      return { status: 200, url: known.url, headers: known.headers, data: JSON.parse(known.text) }
    }
  })
}

/** Octokit throws at 304. */
function isUnchanged(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 304
}
