import { logLine } from './visible'

/** A mistake of the person who typed the command, or of the machine; one sentence that says what to do. It ends the command with exit code 2. */
export class CommandFailure extends Error {}

/**
 * What is printed for an error that ended a command: the sentence of a `CommandFailure`, or of the system that refused something (a file that
 * may not be written, a full disk), and the stack of a bug.
 */
export function failure(error: unknown): string {
  // It may quote a file, a server or an argument.
  if (error instanceof CommandFailure || (error instanceof Error && 'syscall' in error))
    return `lockstep: ${error.message}`.split('\n').map(logLine).join('\n')
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
