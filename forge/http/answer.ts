/** What a route answers. `body`: a value becomes JSON, text and bytes are sent as they are, `undefined` = no body. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

export function ok(body: unknown): Answer {
  return { status: 200, body }
}

export function created(body: unknown): Answer {
  return { status: 201, body }
}

export const NO_CONTENT: Answer = { status: 204 }
export const ACCEPTED: Answer = { status: 202, body: {} }

export function html(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } }
}

/** 303: the browser goes on with GET. */
export function redirect(location: string, headers: Answer['headers'] = {}): Answer {
  return { status: 303, body: '', headers: { location, 'content-type': 'text/plain', ...headers } }
}
