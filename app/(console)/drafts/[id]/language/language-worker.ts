import type { AnswerTo, Question } from '@/components/change/editor/question'
import { applyDelta, type Delta } from './answer-delta'

/** What goes to the worker. */
export interface Asked {
  readonly topic: string
  readonly question: Question
}

/** What comes back, in the order of the questions: how the answer differs from the one before to the same topic. */
export interface Answered {
  readonly delta: Delta
}

type OnAnswer = (topic: string, question: Question, answer: AnswerTo<Question>) => void

const RETRY_MS = 2000

/**
 * Asks the policy language in a worker of its own, one question at a time. Of a topic only the newest question is asked: those that were
 * overtaken while they waited never are. A worker that could not be fetched is tried again until it is there.
 */
export class LanguageWorker {
  private worker: Worker | null = null
  private readonly waiting = new Map<string, Question>()
  private running: Asked | null = null
  /** What this worker answered last, by topic. */
  private readonly told = new Map<string, unknown>()
  private retry: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly onAnswer: OnAnswer) {
    this.start()
  }

  ask(topic: string, question: Question): void {
    this.waiting.set(topic, question)
    this.next()
  }

  end(): void {
    clearTimeout(this.retry)
    this.worker?.terminate()
    this.worker = null
  }

  private start(): void {
    let isThere = false
    this.told.clear()
    const worker = new Worker(new URL('./language.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Answered | null>) => {
      // The first says that it is there.
      isThere = true
      if (data !== null) this.settle(data)
    })
    worker.addEventListener('error', (event) => {
      const { running } = this
      this.running = null
      // A question that it fails at would fail again; one that it never got would not.
      if (isThere) {
        this.next()
        return
      }
      event.preventDefault()
      if (running !== null && !this.waiting.has(running.topic))
        this.waiting.set(running.topic, running.question)
      this.end()
      this.retry = setTimeout(() => this.start(), RETRY_MS)
    })
    this.worker = worker
    this.next()
  }

  private next(): void {
    const [first] = this.waiting
    if (this.worker === null || this.running !== null || first === undefined) return
    const [topic, question] = first
    this.waiting.delete(topic)
    this.running = { topic, question }
    this.worker.postMessage(this.running, [])
  }

  private settle({ delta }: Answered): void {
    const { running } = this
    if (running === null) return
    const { topic, question } = running
    const answer = applyDelta(this.told.get(topic), delta)
    this.told.set(topic, answer)
    const isOvertaken = this.waiting.has(topic)
    this.running = null
    this.next()
    if (!isOvertaken) this.onAnswer(topic, question, asAnswer(answer))
  }
}

/** What the worker answered before, with what it says that changed: its own answer. */
function asAnswer(answer: unknown): AnswerTo<Question> {
  return answer as AnswerTo<Question>
}
