/** Throws an error that the bootstrap prints as this one sentence, without a stack. */
export function fail(sentence) {
  throw Object.assign(new Error(sentence), { isAdvice: true })
}
