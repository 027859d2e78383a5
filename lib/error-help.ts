import type { ErrorCode } from './errors'
import type { CONNECTOR_PROBLEMS } from './wire/problem'

/** What an error means and what to do about it, for its page in the documentation. */
export interface ErrorHelp {
  readonly means: string
  readonly next: string
}

/** One entry for every code that people or connectors may see; the compiler asks for missing ones. */
export const ERROR_HELP: Readonly<Record<ErrorCode | keyof typeof CONNECTOR_PROBLEMS, ErrorHelp>> = {
  'invalid-input': {
    means: 'A field is missing, has the wrong form, or the body is not JSON. Nothing was changed.',
    next: 'The detail of the answer names each field; correct them and send it again. If the console or an unchanged connector sent it, the versions of the two sides differ: reload the page, or download `lockstep.mjs` again.',
  },
  'incomplete-body': {
    means:
      'The body ended early, was damaged on its way or took longer than 30 seconds. Nothing of this request was done.',
    next: 'Send the same again. A connector does so by itself and loses nothing. If it goes on, look at what stands between it and Lockstep.',
  },
  'not-signed-in': {
    means: 'The request carries no session, or the session has ended or was revoked.',
    next: 'Open Lockstep and continue with GitHub. You come back to the page that you asked for.',
  },
  'no-role': {
    means:
      'GitHub says that this account is not a collaborator of the policy repository and has no access through a team or the organisation. That the repository is public grants nothing.',
    next: 'Ask an administrator of the repository on GitHub for a role, then try again. Lockstep asks GitHub, it keeps no list of its own.',
  },
  'role-too-low': {
    means:
      'Looking needs the role read, proposing changes needs write, connecting proxies and settings need admin, each on the policy repository on GitHub.',
    next: 'The detail of the answer names the role that is needed and the one you have. Ask an administrator of the repository for it.',
  },
  'cross-site': {
    means:
      'A write came from a page of another origin than the one Lockstep is set up for. It was refused so that no other site can act in your name.',
    next: 'Open Lockstep at its own address and try again there. If this is its address, `LOCKSTEP_URL` names another one: see [configuration](../configuration.md).',
  },
  'bad-signature': {
    means:
      'A webhook arrived whose signature was not made with the secret that Lockstep knows. It was not read.',
    next: 'Set the same secret in the GitHub App and in `GITHUB_WEBHOOK_SECRET`, then deliver again on GitHub. Until then Lockstep polls, so nothing is lost, only slower.',
  },
  'unknown-token': {
    means:
      'The token of the connector is missing, expired (after 180 days without a rotation) or was revoked on the page of the proxy. The connector stops sending; its event files stay where they are.',
    next: 'Make a key for exactly the name of this proxy on the Connect page and enrol again with it.',
  },
  'proxy-retired': {
    means:
      'Somebody retired this proxy in Lockstep, or it was ephemeral and offline for a day. Its history is kept.',
    next: 'If the proxy still runs, enrol it anew with a key from the Connect page. Otherwise stop its connector.',
  },
  'key-unknown': {
    means: 'The enrolment key was never made here, has expired, has no uses left or was revoked.',
    next: 'Make a new key on the Connect page. A one-time key works for 30 minutes.',
  },
  'key-scope': {
    means:
      'The key is for other policies, names or modes than the connector asked for. No proxy was registered.',
    next: 'The detail of the answer says what does not fit. Change the options of the connector, or make a key that allows them.',
  },
  'name-taken': {
    means: 'A proxy of this name is registered already, and a name is one proxy for ever.',
    next: 'Choose another name. To enrol the same proxy again, use a key that was made for exactly this name.',
  },
  'second-connector': {
    means:
      'Two connectors report for one proxy, and the earlier one is still alive. Reports of the second are refused; its decisions are still taken.',
    next: 'Stop one of them; replicas need names of their own. After a restart this ends by itself, as soon as the earlier one has been silent for a while.',
  },
  'protocol-too-old': {
    means: 'The connector speaks another version of the protocol than this server.',
    next: 'Download `lockstep.mjs` from this server again and restart the connector. Its positions are kept.',
  },
  'not-found': {
    means:
      'Nothing is there, or nothing that you may see: a page that was moved, a draft of somebody else, a proxy that was never registered, a session that has ended.',
    next: 'Check the address, or look for it from the list of its section.',
  },
  conflict: {
    means:
      'What you sent was made from an older state than the one Lockstep has now. Nothing was overwritten.',
    next: 'Reload to see the present state, then make your change again if it is still wanted.',
  },
  'too-large': {
    means: 'The body is larger than this address takes, counted after unpacking. Nothing of it was stored.',
    next: 'Send less at once. A connector does so by itself: it halves the batch and sends the parts.',
  },
  'too-many-requests': {
    means: 'More arrives than can be stored or answered now. Nothing of this request was stored.',
    next: 'Wait as long as `Retry-After` says and send the same again. A connector does so by itself and loses nothing.',
  },
  internal: {
    means:
      'A fault of Lockstep, not of yours. What was begun in the database was undone; a branch or pull request that GitHub had made already stays.',
    next: 'Try again once. If it stays, give whoever runs Lockstep the request id: the log has the cause under it.',
  },
  'forge-unreachable': {
    means:
      'GitHub does not answer, or asks to wait. Looking works from the mirror with the roles last known; most changes are refused, since nobody can say who may make them.',
    next: 'Wait and try again. The top bar says since when GitHub has not answered. Proxies keep enforcing what they have.',
  },
  'not-ready': {
    means:
      'The app runs but cannot serve yet: the database does not answer, lacks migrations or was used by a newer Lockstep, or the repository has no commit on the tracked ref.',
    next: 'The detail of the answer and `/readyz` name the reason. See [operations](../operations.md).',
  },
  busy: {
    means:
      'All connections to the database that requests of this kind may have are in use, and none became free in time. Nothing of this request was done.',
    next: 'Wait as long as `Retry-After` says and send the same again. Pages and connectors do so by themselves. If it goes on, the log and the database say what takes long: see [operations](../operations.md).',
  },
}
