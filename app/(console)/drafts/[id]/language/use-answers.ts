import { startTransition, useEffect, useMemo, useRef, useState } from 'react'
import { type AnswerTo, isSameQuestion, type Question } from '@/components/change/editor/question'
import { LanguageWorker } from './language-worker'

/** What is asked now, by topic. */
export type Questions = ReadonlyMap<string, Question>

interface Answered {
  readonly question: Question
  readonly answer: AnswerTo<Question>
}

/** The last answer to what is asked of a topic; `isCurrent` when it is to the question as it stands, not to an older one. */
export interface LastAnswer<Kind extends Question['kind']> {
  readonly answer: AnswerTo<Extract<Question, { kind: Kind }>>
  readonly isCurrent: boolean
}

export type Answers = <Kind extends Question['kind']>(topic: string, kind: Kind) => LastAnswer<Kind> | null

/** Keeps asking what is asked; nothing waits for the answers. One that comes when something else is asked already is dropped. */
export function useAnswers(questions: Questions): Answers {
  const [answered, setAnswered] = useState<ReadonlyMap<string, Answered>>(new Map())
  const asked = useRef<Questions>(new Map())
  const language = useRef<LanguageWorker | null>(null)
  useEffect(() => {
    const worker = new LanguageWorker((topic, question, answer) => {
      const now = asked.current.get(topic)
      if (now === undefined || !isSameQuestion(now, question)) return
      startTransition(() =>
        setAnswered((before) => {
          const kept = [...before].filter(([other]) => asked.current.has(other))
          return new Map(kept).set(topic, { question, answer })
        }),
      )
    })
    for (const [topic, question] of asked.current) worker.ask(topic, question)
    language.current = worker
    return () => worker.end()
  }, [])
  useEffect(() => {
    const before = asked.current
    asked.current = questions
    for (const [topic, question] of questions) {
      const last = before.get(topic)
      if (last === undefined || !isSameQuestion(last, question)) language.current?.ask(topic, question)
    }
  }, [questions])
  return useMemo(
    () => (topic, kind) => {
      const [last, now] = [answered.get(topic), questions.get(topic)]
      if (last?.question.kind !== kind) return null
      return asLast(last, now !== undefined && isSameQuestion(now, last.question))
    },
    [answered, questions],
  )
}

/** An answer is of the kind of its question, which the caller has just compared. */
function asLast<Kind extends Question['kind']>({ answer }: Answered, isCurrent: boolean): LastAnswer<Kind> {
  return { answer: answer as LastAnswer<Kind>['answer'], isCurrent }
}
