import { answerQuestion } from '@/components/change/editor/answer-question'
import type { Question } from '@/components/change/editor/question'

/** The policy language beside the page: whatever it takes to answer, a key that is pressed meanwhile does not wait. */
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  postMessage({ answer: answerQuestion(data) })
})

// That it is there: an error before this says that it could not be fetched.
postMessage({ answer: null })
