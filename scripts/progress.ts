/** Tells a person what a program is doing: a line when a step starts, its duration when it is done. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now()
  process.stdout.write(`${what} ... `)
  try {
    const result = await work()
    process.stdout.write(`${seconds(Date.now() - began)}\n`)
    return result
  } catch (error) {
    process.stdout.write('failed\n')
    throw error
  }
}

/** A duration for people. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
