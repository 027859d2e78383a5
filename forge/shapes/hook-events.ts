/** The events that every app on the forge is subscribed to. */
export const HOOK_EVENTS = [
  'push',
  'pull_request',
  'pull_request_review',
  'check_run',
  'status',
  'issues',
  'member',
  'create',
  'delete',
] as const
