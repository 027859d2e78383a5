import { answerQuestion } from '@/components/change/editor/answer-question'
import type { AnswerTo, Question } from '@/components/change/editor/question'
import { deltaOf } from './answer-delta'
import type { Answered, Asked } from './language-worker'

/** What the page has of each topic. */
const told = new Map<string, AnswerTo<Question>>()

/** The policy language beside the page: whatever it takes to answer, a key that is pressed meanwhile does not wait. */
addEventListener('message', ({ data: { topic, question } }: MessageEvent<Asked>) => {
  const answer = answerQuestion(question)
  postMessage({ delta: deltaOf(told.get(topic), answer) } satisfies Answered)
  told.set(topic, answer)
})

// That it is there: an error before this says that it could not be fetched.
postMessage(null)
