import { meaningOfRefusal } from './bootstrap/refusal.mjs'

/**
 * An error whose message is one sentence that tells a person what happened and what to do. The programs in `scripts/` print it without
 * a stack; anything else that is thrown is a bug and prints its stack.
 */
export class Advice extends Error {
  override readonly name = 'Advice'
}

/** Turns a failure of the operating system, thrown or printed by a program, into advice; returns everything else as it is. */
export function advise(error: unknown, path: string): Error {
  if (error instanceof Advice) return error
  const failure = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in failure ? String(failure.code) : ''
  const sentence = meaningOfRefusal(`${code} ${failure.message}`, path)
  return sentence === undefined ? failure : new Advice(sentence, { cause: failure })
}
