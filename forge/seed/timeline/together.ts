import { edited } from '@/forge/seed/edits'
import { hours, merged, minutes, open, type Step } from '@/forge/seed/step'

const stripe = edited('policies/payments/stripe.yaml')
const github = edited('policies/platform/github.yaml')
const pagerduty = edited('policies/platform/pagerduty.yaml')
const postgres = edited('policies/data/postgres.yaml')
const zendesk = edited('policies/support/zendesk.yaml')
const slack = edited('policies/support/slack.yaml')

const noMacros =
  '  apply_macro:\n    rules:\n      - name: macros-are-people\n        action: deny\n        on_deny: "Macros are applied by people."\n'
const listedMacros = `  apply_macro:
    rules:
      - name: macros-listed
        conditions:
          - path: args.macro_id
            op: in
            value: [12, 31, 57, 88]
        on_deny: "Only the macros 12, 31, 57 and 88."
      - name: macro-rate
        rate_limit: 60/hour
        on_deny: "Macro limit of 60 per hour reached."
`

/** What crosses teams, oldest first. */
export const together: readonly Step[] = [
  merged(
    minutes(33),
    'tomas',
    'Rate-limit write tools',
    [
      stripe.rules('create_customer', 'customer-rate'),
      stripe.rules('create_charge', 'charge-rate'),
      stripe.adds('*'),
    ],
    {
      why: 'One limit per writing tool, agreed by all four teams on Monday. apply_macro opens again for the four macros that support asked for.',
      approvers: ['ines', 'yuki', 'jonas', 'dmitri', 'priya'],
      then: [
        [
          'Limit issues and pull requests',
          [github.rules('create_issue', 'write-rate'), github.rules('create_pull_request', 'write-rate')],
        ],
        ['Limit statements', [postgres.rules('execute_sql', 'execute-rate')]],
        [
          'Limit ticket updates, list macros',
          [
            zendesk.within('update_ticket', '60/hour', '120/hour'),
            zendesk.within('update_ticket', 'limit of 60', 'limit of 120'),
            zendesk.change(noMacros, listedMacros),
          ],
        ],
      ],
    },
  ),
  merged(
    minutes(3),
    'yuki',
    'Allow #incidents posts',
    [
      slack.change('["#support"]', '["#support", "#incidents"]'),
      slack.change('Post only in #support.', 'Post only in #support and #incidents.'),
      slack.within('post_message/post-rate', '20/hour', '40/hour'),
      slack.within('post_message/post-rate', 'limit of 20', 'limit of 40'),
    ],
    {
      why: 'Support is the first to hear of an incident. PagerDuty repeats a status update in #incidents.',
      approvers: ['sam', 'ines'],
      then: [
        [
          'Allow status updates',
          [pagerduty.wrote('  # shows up in #incidents as well\n'), pagerduty.adds('create_status_update')],
        ],
      ],
    },
  ),
]

/** What is still open, oldest first. */
export const undecided: readonly Step[] = [
  open(
    1,
    'ines',
    'Track new GitHub MCP tools',
    [
      github.change(
        '  get_job_logs: { rules: [] }\n',
        '  get_job_logs: { rules: [] }\n  get_commit_status: { rules: [] }\n  list_releases: { rules: [] }\n  get_latest_release: { rules: [] }\n  list_discussions: { rules: [] }\n',
      ),
    ],
    {
      why: 'Release 0.21 of the server. Six tools were allowed without being listed; two of them write.',
      then: [
        [
          'Limit the two that write',
          [
            github.change(
              '  merge_pull_request:\n',
              '  create_discussion:\n    rules:\n      - name: "discussion-rate"\n        rate_limit: "10/hour"\n        on_deny: "Discussion limit of 10 per hour reached."\n  add_discussion_comment:\n    rules:\n      - name: "discussion-comment-rate"\n        rate_limit: "30/hour"\n        on_deny: "Discussion comment limit of 30 per hour reached."\n  merge_pull_request:\n',
            ),
          ],
        ],
      ],
    },
  ),
  open(
    hours(5),
    'dmitri',
    'Read-only analytics role',
    [
      postgres.change(
        '  get_top_queries:\n',
        '  query_analytics:\n    rules:\n      - name: analytics-role\n        conditions:\n          - path: args.role\n            op: eq\n            value: analytics_ro\n        on_deny: "Set role to analytics_ro."\n  list_analytics_views:\n    rules: []\n  get_top_queries:\n',
      ),
    ],
    {
      why: 'The dashboards agents query through a role that cannot write.',
      failing: '1 of 38 tests: "analytics role cannot read payroll" now allows',
      remarks: [
        [
          'hana',
          'The test is right: analytics_ro can still read the schema payroll. Let us take that grant away first.',
        ],
      ],
    },
  ),
  open(
    hours(2),
    'mara',
    'Require a ticket on refunds',
    [
      stripe.change(
        '      - name: refund-rate\n        rate_limit: 20/hour\n',
        '      - name: refund-needs-ticket\n        conditions:\n          - path: args.metadata.ticket\n            op: regex\n            value: "^SUP-[0-9]+$"\n        on_deny: "Name the support ticket in metadata.ticket."\n      - name: refund-rate\n        rate_limit: 20/hour\n',
      ),
    ],
    {
      why: 'FIN-882: a refund must be traceable to a ticket.',
      then: [
        [
          'Lower the refund limit to 15 per hour',
          [stripe.within('create_refund/refund-rate', '20/hour', '15/hour')],
        ],
      ],
    },
  ),
  open(
    minutes(38),
    'priya',
    'Deny delete_repository everywhere',
    [
      github.change(
        '  create_repository:\n',
        ['delete_repository', 'transfer_repository', 'archive_repository', 'delete_branch']
          .map(
            (tool) =>
              `  ${tool}:\n    rules:\n      - name: "no-${tool.replace('_', '-')}"\n        action: "deny"\n        on_deny: "Denied for now, SEC-1188. Ask @northwind/security."\n`,
          )
          .join('') + '  create_repository:\n',
      ),
    ],
    {
      why: 'SEC-1188: release 0.21 of the server brought four tools that cannot be undone, and this file allows what it does not list. Tightens only.',
      labels: ['emergency'],
    },
  ),
]
