/**
 * What secrets of well-known services look like, with what they are called. Each pattern is global, and takes linear time: whoever opens a
 * pull request chooses the text.
 */
export const SECRET_PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ['a Stripe key', /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b/g],
  ['an AWS access key', /\bA[KS]IA[0-9A-Z]{16}\b/g],
  ['a Slack token', /\bxox[abposr]-[A-Za-z0-9-]{10,}/g],
  ['an API key', /\bsk-[A-Za-z0-9_-]{20,}/g],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/g],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
]
