import { saySettingsChange } from '@/lib/repository/say-settings-change'
import { compareTexts, readText, runTests } from './draft-engine'
import type { AnswerTo, Answers, Question } from './question'
import { shapeText } from './shape-text'

/** Answers with the functions that judge the same texts at the submission. */
export function answerQuestion<Asked extends Question>(question: Asked): AnswerTo<Asked>
export function answerQuestion(question: Question): Answers[Question['kind']] {
  switch (question.kind) {
    case 'read':
      return readText(question.text, question.as, question.tools)
    case 'shape':
      return shapeText(question.text, question.isPolicy).shape
    case 'compare':
      return compareTexts(question.before, question.after)
    case 'settings':
      return saySettingsChange(question.before, question.after)
    default:
      return runTests(question.policy, question.tests)
  }
}
