import { configureGlobal } from 'fast-check'

// Vitest's report has the message of an error and not its cause: a failed property must say in its message what failed, not only for which input.
configureGlobal({ includeErrorInReport: true })
