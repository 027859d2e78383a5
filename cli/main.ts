import { CommanderError } from 'commander'
import { createProgram } from './program'
import { failure } from './failure'

// A reader that goes away ("lockstep lint | head") is no reason to die half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  // Commander has said what is wrong with the arguments already.
  if (!(error instanceof CommanderError)) process.stderr.write(`${failure(error)}\n`)
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2
}
