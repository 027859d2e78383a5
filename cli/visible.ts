import { visible } from '@/lib/policy/visible'

/** `visible` for a text of several lines. */
export function visibleLines(text: string): string[] {
  return text.split(/\r\n|[\n\r]/).map(visible)
}

/**
 * A line for a terminal or a job's log: build services read `##[…` and `##vso[…` anywhere in a line, and `::…` at its beginning, as
 * commands. Source: ActionCommand.cs of actions/runner; the logging commands of Azure Pipelines.
 */
export function logLine(text: string): string {
  return visible(text)
    .replaceAll(/##(vso)?\[/g, '## $1[')
    .replace(/^(\s*):(?=:)/, '$1: ')
}

/** JSON that loses nothing and shows nothing unseen: such characters are written as escapes. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => escape(character.charCodeAt(i))).join(''),
  )
}

function escape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
