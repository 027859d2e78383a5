import type { Token } from './yaml-tokens'

/** The pieces of a line in their colours. Text without one stands as it is: a page of code has thousands of them. */
export function LineTokens({ line }: { line: readonly Token[] }) {
  return line.map((token, at) =>
    token.tone === null ? (
      token.text
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- tokens of a line never move
      <span key={at} className={token.tone}>
        {token.text}
      </span>
    ),
  )
}
