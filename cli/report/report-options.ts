import { readFileSync, writeFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { version } from '../../package.json'
import { CommandFailure } from '../failure'
import { FORMAT_NAMES, FORMATS, isFormatName, type FormatName } from './render'
import { isFailed, type RenderContext, type Report } from './report'
import { visibleLines } from '../visible'

/** Where a report goes; the options of every command that makes one. */
export interface ReportFlags {
  format: FormatName
  output: { readonly format: FormatName; readonly file: string }[]
}

/** Adds `--format` and `--output` to a command. */
export function withReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how findings are printed').choices(FORMAT_NAMES).default('human'),
    )
    .addOption(
      new Option('--output <format=file>', 'write the report to a file as well; may be given several times')
        .argParser(parseOutput)
        .default([], 'none'),
    )
}

function parseOutput(value: string, before: ReportFlags['output']): ReportFlags['output'] {
  const [, format = '', file = ''] = /^([a-z]+)=(.+)$/s.exec(value) ?? []
  if (!isFormatName(format))
    throw new CommandFailure(
      `--output ${value}: write it as FORMAT=FILE; formats are ${FORMAT_NAMES.join(', ')}`,
    )
  return [...before, { format, file }]
}

/** Prints a report, writes it where it was asked for, and sets the exit code: 1 when something is to be mended. */
export async function deliver(report: Report, { format, output }: ReportFlags): Promise<void> {
  for (const { format: other, file } of output) {
    const render = await FORMATS[other]()
    writeReport(file, render(report, contextOf(false)))
  }
  const render = await FORMATS[format]()
  process.stdout.write(render(report, contextOf(wantsColours(process.stdout.isTTY, process.env))))
  process.exitCode = isFailed(report) ? 1 : 0
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch {
    throw new CommandFailure(`${file} cannot be written: name a file in a folder that exists`)
  }
}

/** Source: https://no-color.org, and FORCE_COLOR as Node itself reads it. */
export function wantsColours(
  isTerminal: boolean,
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true
  return isTerminal && TERM !== 'dumb'
}

function contextOf(colours: boolean): RenderContext {
  const read = new Map<string, readonly string[] | null>()
  const linesOf = (file: string) => {
    const known = read.get(file)
    if (known !== undefined) return known
    const lines = readLines(file)
    read.set(file, lines)
    return lines
  }
  return { version, colours, linesOf }
}

/** A finding may be about a file that is only in git. */
function readLines(file: string): readonly string[] | null {
  try {
    return visibleLines(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch {
    return null
  }
}
