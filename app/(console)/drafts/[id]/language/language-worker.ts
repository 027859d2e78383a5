import type { AnswerTo, Question } from '@/components/change/editor/question'

/** What comes back from the worker: first that it is there, then an answer for each question. */
interface Answer {
  readonly answer: AnswerTo<Question>
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
  private running: { readonly topic: string; readonly question: Question } | null = null
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
    const worker = new Worker(new URL('./language.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', (event: MessageEvent<Answer>) => {
      if (isThere) this.settle(event)
      isThere = true
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
    this.worker.postMessage(question, [])
  }

  private settle(event: MessageEvent<Answer>): void {
    const { running } = this
    if (running === null) return
    // What was overtaken is not unpacked: that alone takes as long as a key may, for a large policy.
    const isOvertaken = this.waiting.has(running.topic)
    this.running = null
    this.next()
    if (!isOvertaken) this.onAnswer(running.topic, running.question, event.data.answer)
  }
}
