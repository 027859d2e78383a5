import { edited, lines } from '@/forge/seed/edits'
import { hours, merged, minutes, open, type Step } from '@/forge/seed/step'

const stripe = edited('policies/payments/stripe.yaml')
const github = edited('policies/platform/github.yaml')
const pagerduty = edited('policies/platform/pagerduty.yaml')
const postgres = edited('policies/data/postgres.yaml')
const zendesk = edited('policies/support/zendesk.yaml')
const slack = edited('policies/support/slack.yaml')
const stripeTests = edited('policies/payments/stripe.test.yaml')
const githubTests = edited('policies/platform/github.test.yaml')
const pagerdutyTests = edited('policies/platform/pagerduty.test.yaml')
const postgresTests = edited('policies/data/postgres.test.yaml')
const zendeskTests = edited('policies/support/zendesk.test.yaml')
const slackTests = edited('policies/support/slack.test.yaml')

const noMacros = lines(
  '  apply_macro:',
  '    rules:',
  '      - name: macros-are-people',
  '        action: deny',
  '        on_deny: "Macros are applied by people."',
)
const listedMacros = lines(
  '  apply_macro:',
  '    rules:',
  '      - name: macros-listed',
  '        conditions:',
  '          - path: args.macro_id',
  '            op: in',
  '            value: [12, 31, 57, 88]',
  '        on_deny: "Only the macros 12, 31, 57 and 88."',
  '      - name: macro-rate',
  '        rate_limit: 60/hour',
  '        on_deny: "Macro limit of 60 per hour reached."',
)

const IRREVERSIBLE = ['delete_repository', 'transfer_repository', 'archive_repository', 'delete_branch']

function deniedTool(tool: string): string[] {
  return [
    `  ${tool}:`,
    '    rules:',
    `      - name: "no-${tool.replace('_', '-')}"`,
    '        action: "deny"',
    '        on_deny: "Denied for now, SEC-1188. Ask @northwind/security."',
  ]
}

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
      stripeTests.cases(
        'the 121st charge in a clock hour is denied',
        'the 61st customer in a clock hour is denied',
      ),
      stripeTests.wrote('\n  # All tools together\n'),
      stripeTests.cases('the 601st call in a clock hour is denied'),
    ],
    {
      why: 'One limit per writing tool, agreed by all four teams on Monday. apply_macro opens again for the four macros that support asked for.',
      approvers: ['ines', 'yuki', 'jonas', 'dmitri', 'priya'],
      also: [
        [
          'Limit issues and pull requests',
          [
            github.rules('create_issue', 'write-rate'),
            github.rules('create_pull_request', 'write-rate'),
            githubTests.cases('40 issues an hour', '40 pull requests an hour'),
          ],
        ],
        [
          'Limit statements',
          [postgres.rules('execute_sql', 'execute-rate'), postgresTests.cases('200 statements an hour')],
        ],
        [
          'Limit ticket updates, list macros',
          [
            zendesk.within('update_ticket', '60/hour', '120/hour'),
            zendesk.within('update_ticket', 'limit of 60', 'limit of 120'),
            zendesk.change(noMacros, listedMacros),
            zendeskTests.cases('120 ticket updates an hour', 'four macros are applied', '60 macros an hour'),
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
      slackTests.cases('posts go to incidents', '40 posts an hour'),
    ],
    {
      why: 'Support is the first to hear of an incident. PagerDuty repeats a status update in #incidents.',
      approvers: ['sam', 'ines'],
      also: [
        [
          'Allow status updates',
          [
            pagerduty.wrote('  # shows up in #incidents as well\n'),
            pagerduty.adds('create_status_update'),
            pagerdutyTests.cases('status updates are posted'),
          ],
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
        lines(
          '  get_job_logs: { rules: [] }',
          '  get_commit_status: { rules: [] }',
          '  list_releases: { rules: [] }',
          '  get_latest_release: { rules: [] }',
          '  list_discussions: { rules: [] }',
        ),
      ),
    ],
    {
      why: 'Release 0.21 of the server. Six tools were allowed without being listed; two of them write.',
      also: [
        [
          'Limit the two that write',
          [
            github.change(
              '  merge_pull_request:\n',
              lines(
                '  create_discussion:',
                '    rules:',
                '      - name: "discussion-rate"',
                '        rate_limit: "10/hour"',
                '        on_deny: "Discussion limit of 10 per hour reached."',
                '  add_discussion_comment:',
                '    rules:',
                '      - name: "discussion-comment-rate"',
                '        rate_limit: "30/hour"',
                '        on_deny: "Discussion comment limit of 30 per hour reached."',
                '  merge_pull_request:',
              ),
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
        lines(
          '  query_analytics:',
          '    rules:',
          '      - name: analytics-role',
          '        conditions:',
          '          - path: args.role',
          '            op: eq',
          '            value: analytics_ro',
          '        on_deny: "Set role to analytics_ro."',
          '  list_analytics_views:',
          '    rules: []',
          '  get_top_queries:',
        ),
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
        lines('      - name: refund-rate', '        rate_limit: 20/hour'),
        lines(
          '      - name: refund-needs-ticket',
          '        conditions:',
          '          - path: args.metadata.ticket',
          '            op: regex',
          '            value: "^SUP-[0-9]+$"',
          '        on_deny: "Name the support ticket in metadata.ticket."',
          '      - name: refund-rate',
          '        rate_limit: 20/hour',
        ),
      ),
    ],
    {
      why: 'FIN-882: a refund must be traceable to a ticket.',
      also: [
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
        lines(...IRREVERSIBLE.flatMap(deniedTool), '  create_repository:'),
      ),
    ],
    {
      why: 'SEC-1188: release 0.21 of the server brought four tools that cannot be undone, and this file allows what it does not list. Tightens only.',
      labels: ['emergency'],
    },
  ),
]
