import { realpathSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Advice, advise } from './advice'

/** Whether the module with this `import.meta.url` was started as a program, rather than imported. Right for paths with spaces and links. */
export function isProgram(moduleUrl: string): boolean {
  const started = process.argv[1]
  return started !== undefined && moduleUrl === pathToFileURL(realpathSync(started)).href
}

/**
 * Runs a program: the number it resolves to becomes the exit code. What it throws is printed – advice as one sentence, everything else
 * with its stack, because that is our mistake – and makes the exit code 1.
 */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  // A reader that goes away ("npm start | head") is no reason to die half-way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    process.exitCode = await main()
  } catch (error) {
    const failure = advise(error, process.cwd())
    console.error(failure instanceof Advice ? `\n${failure.message}` : failure)
    process.exitCode = 1
  }
}
