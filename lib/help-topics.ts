import type { ErrorCode } from './errors'
import type { LintRuleId } from './policy/lint/lint-rules'
import type { FleetStateSlug } from './fleet/states'
import { routes } from './routes'

/** Where docs/ explains what the console says: the page, and the id of the heading. */
export const HELP_PLACES = {
  evidence: 'concepts#evidence',
  states: 'concepts#states',
  'at-an-instant': 'concepts#at-an-instant',
  comparing: 'comparing#when-something-is-missing',
  modes: 'connector#modes',
  'connect-check': 'connector#checks-and-options',
  'emergency-preparing': 'emergency#preparing',
  'emergency-bounds': 'emergency#what-may-go-this-way',
  app: 'github#the-app',
  'app-key': 'github#the-variables',
  roles: 'github#who-may-do-what',
  repository: 'github#the-repository',
  'own-check': 'github#the-check-of-lockstep',
  settings: 'github#the-file-lockstepyaml',
  rules: 'policy-language#rules',
  conditions: 'policy-language#conditions',
  limits: 'policy-language#limits',
  'policy-tests': 'policy-tests',
  'asking-the-host': 'connector#what-people-may-ask-it',
  'wrongly-denied': 'troubleshooting#a-call-was-denied-and-should-not-have-been',
  'decision-gone': 'troubleshooting#a-decision-is-not-in-the-log',
  'not-fired': 'troubleshooting#a-rule-has-not-fired',
  'policy-refused': 'troubleshooting#intercept-refuses-a-policy',
  'event-files-refused': 'troubleshooting#refused-event-files',
  'event-files-unmatched': 'troubleshooting#unmatched-event-files',
  'lockstep-silent': 'troubleshooting#lockstep-does-not-answer',
  'no-role': 'troubleshooting#signing-in-says-that-you-have-no-role',
  'sign-in-failed': 'troubleshooting#signing-in-does-not-work',
  'forge-away': 'troubleshooting#github-cannot-be-reached',
  'branch-unread': 'troubleshooting#a-branch-cannot-be-read',
  'branch-gone': 'troubleshooting#the-branch-is-gone',
  'form-refuses': 'troubleshooting#the-form-cannot-make-an-edit',
  'draft-not-started': 'troubleshooting#no-draft-was-started',
  'draft-not-saved': 'troubleshooting#a-draft-is-not-saved',
  'draft-overtaken': 'troubleshooting#the-branch-has-moved-on',
  'draft-invalid': 'troubleshooting#the-draft-is-not-valid',
  'draft-tried-before': 'troubleshooting#a-try-before-left-something',
  'draft-refused': 'troubleshooting#github-refuses-it',
} as const satisfies Record<string, string>

/** What the console links to an explanation of; every error, lint rule and state of a proxy is a topic by its own name. */
export type HelpTopic =
  | keyof typeof HELP_PLACES
  | `errors/${ErrorCode}`
  | `lint/${LintRuleId}`
  | `state/${FleetStateSlug}`

/** The address of the page that explains it, at the right heading. */
export function helpAddress(topic: HelpTopic): string {
  const [slug = '', heading] = placeOf(topic).split('#')
  return heading === undefined ? routes.docs(slug) : `${routes.docs(slug)}#${heading}`
}

function placeOf(topic: HelpTopic): string {
  if (isPlace(topic)) return HELP_PLACES[topic]
  return topic.replace(/^state\//, 'troubleshooting#')
}

function isPlace(topic: HelpTopic): topic is keyof typeof HELP_PLACES {
  return topic in HELP_PLACES
}
