import type { Sentence, SentencePart } from '@/lib/policy/describe/sentence'

/** A sentence of `lib/policy/describe`: paths, tools and code in mono, values and limits in bold. */
export function SentenceText({ sentence }: { sentence: Sentence }) {
  // oxlint-disable-next-line react/no-array-index-key -- parts of a sentence never move
  return sentence.map((part, index) => <Part key={index} part={part} />)
}

function Part({ part }: { part: SentencePart }) {
  switch (part.mark) {
    case 'text':
      return part.text
    case 'code':
      return <code>{part.text}</code>
    case 'value':
    case 'limit':
      return <b>{part.text}</b>
    default:
      return (
        <b className="b mono" title={part.full}>
          {part.text}
        </b>
      )
  }
}
