import { ERROR_HELP } from '@/lib/error-help'
import { ERRORS, type ErrorCode } from '@/lib/errors'
import { CONNECTOR_PROBLEMS } from '@/lib/wire/problem'
import type { DocPage } from './doc-page'

const ACTIONS = {
  retry: 'sends the same again later, on its own.',
  stop: 'says so in its log and stops asking: a person must act.',
  split: 'sends the same in smaller parts, on its own.',
} as const

/** One page for every error, made from the tables, so that none is missing and none is stale. */
export function errorDocs(): DocPage[] {
  return errorCodes().map((code) => ({ slug: `errors/${code}`, text: errorText(code) }))
}

function errorCodes(): ErrorCode[] {
  return Object.keys(ERRORS).filter((code): code is ErrorCode => code in ERRORS)
}

function errorText(code: ErrorCode): string {
  const { status, title } = ERRORS[code]
  const { means, next } = ERROR_HELP[code]
  const connector = connectorText(code)
  return [
    `# ${title}`,
    `\`${code}\`, status ${status}`,
    `## What it means\n\n${means}`,
    `## What to do\n\n${next}`,
    ...(connector === undefined ? [] : [`## What a connector does\n\nIt ${connector}`]),
  ].join('\n\n')
}

function connectorText(code: string): string | undefined {
  const problem = Object.entries(CONNECTOR_PROBLEMS).find(([one]) => one === code)?.[1]
  return problem && ACTIONS[problem.action]
}
