import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { SHORT_OPTIONS, type ShortEdit } from './edit/short-edits'
import { CommandFailure } from './failure'
import { logLine } from './visible'
import { readNamed } from './sources/policy-files'

interface Flags {
  edits?: string
  write: boolean
}

/** `lockstep edit`: the edits of the form, for scripts. Nothing but what they name is touched. */
export function register(program: Command): void {
  const short: ShortEdit[] = []
  const command = program
    .command('edit')
    .description('edit a policy and leave every other byte as it is; prints the new text')
    .argument('<file>', 'policy file')
    .option('--edits <file>', 'operations as a JSON list (docs/cli.md), made first; - reads standard input')
    .option('--write', 'replace the file instead of printing it', false)
  for (const { flag, value, description, read } of SHORT_OPTIONS) {
    command.option(`--${flag} <${value}>`, description, (given: string) => short.push(read(given)))
  }
  command.action(async (file: string, flags: Flags) => {
    const { decodePolicy, editText, readEdits, replaceFile } = await import('./edit/edit-file')
    const edits = flags.edits === undefined ? [] : readEdits(readInput(flags.edits))
    if (edits.length === 0 && short.length === 0)
      throw new CommandFailure('there is nothing to do: name edits, see lockstep edit --help')
    const result = editText(decodePolicy(readNamed(file), file), edits, short)
    if (typeof result !== 'string') {
      const { code, reason, position } = result
      process.stderr.write(
        `${logLine(`${file}:${position.line}:${position.column} refused ${code}: ${reason}`)}\n`,
      )
      process.exitCode = 1
      return
    }
    if (flags.write) replaceFile(file, result)
    else process.stdout.write(result)
  })
}

function readInput(file: string): string {
  return file === '-' ? readFileSync(0, 'utf8') : readNamed(file).toString('utf8')
}
