import type { FileDiff } from './diff'

/** About what an answer, a file and a line take beside their texts. */
const ANSWER_CHARACTERS = 500
const FILE_CHARACTERS = 500
const LINE_CHARACTERS = 100

/** About the room that an answer about two commits takes, in characters. Never 0: also what does not differ takes room. */
export function sizeOfDiffs(files: readonly FileDiff[]): number {
  return files.reduce((sum, file) => sum + sizeOfFile(file), ANSWER_CHARACTERS)
}

function sizeOfFile({ path, content }: FileDiff): number {
  const lines = content.kind === 'lines' ? content.hunks.flatMap((hunk) => hunk.lines) : []
  return lines.reduce((sum, { text }) => sum + text.length + LINE_CHARACTERS, path.length + FILE_CHARACTERS)
}
