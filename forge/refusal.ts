/** One entry of `errors` in GitHub's 422 bodies: a field error, or plain text for some routes. */
export type RefusalDetail =
  | string
  | {
      readonly resource: string
      readonly code: string
      readonly field?: string
      readonly value?: string | null
      readonly message?: string
    }

/** Stops a request with GitHub's own status code and text. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    message: string,
    readonly errors: readonly RefusalDetail[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

/** Also GitHub's answer to whoever may not know that the thing exists. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not Found')
}

/** 422 for a field: `code` is one of GitHub's (missing, missing_field, invalid, already_exists). */
export function invalidField(resource: string, field: string, code: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, field, code }])
}

/** 422 with a sentence, which GitHub marks with the code `custom`. */
export function invalidBecause(resource: string, message: string): Refusal {
  return new Refusal(422, 'Validation Failed', [{ resource, code: 'custom', message }])
}
