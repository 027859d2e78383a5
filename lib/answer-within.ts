/**
 * The answer, or null when it does not come in so many milliseconds: for a page, whose reader is told what is known instead of waiting for a
 * forge that is silent. What comes later is for nobody here.
 */
export async function answerWithin<Answer>(answer: Promise<Answer>, ms: number): Promise<Answer | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, ms))
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
