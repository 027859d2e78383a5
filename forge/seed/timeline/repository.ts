import { edited, lines } from '@/forge/seed/edits'
import { merged, pushed, type Step } from '@/forge/seed/step'

const owners = edited('.github/CODEOWNERS')
const lockstep = edited('.lockstep.yaml')
const readme = edited('README.md')
const stripe = edited('policies/payments/stripe.yaml')
const github = edited('policies/platform/github.yaml')

/** `{{main}}` and `{{in 2 weeks}}` are filled in when the commit is made. */
const PIN = '{ proxy: stripe-prod-eu-2, commit: {{main}}, reason: INC-2231, until: {{in 2 weeks}} }'
const OWNER_COMMENT = '# Who approves what. Last match wins'

const TESTED = [
  'data/bigquery',
  'data/postgres',
  'data/snowflake',
  'payments/ledger',
  'payments/stripe',
  'platform/everything',
  'platform/filesystem',
  'platform/github',
  'platform/kubernetes',
  'platform/pagerduty',
  'support/macros-trial',
  'support/memory',
  'support/slack',
  'support/zendesk',
]

/** Owners, environments, pins and the readme, oldest first. */
export const repository: readonly Step[] = [
  pushed(364.6, 'priya', 'Create README.md', [readme.creates()]),
  pushed(364.2, 'priya', 'Add code owners', [owners.creates()]),
  merged(
    353,
    'priya',
    'Let security stand in for every team',
    [
      owners.change(
        `${OWNER_COMMENT}.\n`,
        `${OWNER_COMMENT}; owners on one line are alternatives, one of them is enough.\n`,
      ),
      stripe.change(
        '# Stripe MCP. Owner: @northwind/payments\n',
        '# Stripe MCP. Owner: @northwind/payments or @northwind/security\n',
      ),
      github.change('Owner: @northwind/platform\n', 'Owner: @northwind/platform or @northwind/security\n'),
      owners.change('@northwind/payments\n', '@northwind/payments @northwind/security\n'),
      owners.change('@northwind/platform\n', '@northwind/platform @northwind/security\n'),
      owners.change('@northwind/data\n', '@northwind/data @northwind/security\n'),
    ],
    { why: 'One approval must be enough in an emergency.', approvers: ['noor', 'tomas', 'ines'] },
  ),
  merged(340, 'noor', 'Write down the rules of style', [
    readme.wrote(
      lines(
        '',
        '## Rules of style',
        '',
        '- `default: deny`, unless the reason is written at the top of the file.',
        '- Every rule has a name and tells the agent what to do instead.',
        '- Amounts are minor units. Limits say in their text what they are.',
      ),
    ),
  ]),
  merged(320, 'ines', 'Add the staging environment', [
    lockstep.wrote('  staging: { ref: main, allowance: 2m }\n'),
  ]),
  merged(
    312,
    'yuki',
    'Own the support policies',
    [owners.wrote('/policies/support/                  @northwind/support @northwind/security\n')],
    { approvers: ['priya'] },
  ),
  merged(
    243,
    'arjun',
    'Give prod ten minutes',
    [lockstep.change('prod:    { ref: main, allowance: 5m }', 'prod:    { ref: main, allowance: 10m }')],
    { why: 'The release train of prod takes seven.' },
  ),
  merged(
    226,
    'priya',
    'Name the emergency reviewers',
    [
      lockstep.wrote(lines('emergency:', '  reviewers: "@northwind/security"', '  followUp: 24h')),
      readme.wrote(
        lines(
          '',
          '## In an emergency',
          '',
          'Deny the tool, label the pull request `emergency`, and ask @northwind/security: one approval is enough.',
          'The owners review it again within 24 hours.',
        ),
      ),
    ],
    { approvers: ['noor'] },
  ),
  merged(186, 'ines', 'Add the dev environment', [lockstep.wrote('  dev:     { ref: main }\n')]),
  pushed(133.4, 'priya', 'Update README.md', [
    readme.change(
      '| `policies/support` | @northwind/support | Zendesk, Slack |',
      '| `policies/support` | @northwind/support | Zendesk, Slack, memory |',
    ),
  ]),
  pushed(97.3, 'priya', 'Update README.md', [
    readme.change(
      'GitHub, Kubernetes, PagerDuty, files |',
      'GitHub, Kubernetes, PagerDuty, files, reference server |',
    ),
  ]),
  merged(
    3.1,
    'priya',
    'Test every policy',
    [
      readme.change(
        '1. Draft the change in Lockstep, or edit the file on GitHub.\n',
        '1. Draft the change in Lockstep, or edit the file on GitHub. Beside each policy stand its tests, `*.test.yaml`: change them too.\n',
      ),
      ...TESTED.map((policy) => edited(`policies/${policy}.test.yaml`).creates()),
    ],
    {
      why: 'Each rule gets a call that it lets through and one that it denies, so that nobody loosens one by accident.',
    },
  ),
  merged(
    10.5,
    'mara',
    'Hold stripe-prod-eu-2 for INC-2231',
    [lockstep.change('pins: []\n', `pins:\n  - ${PIN}\n`)],
    {
      why: 'Finance compares its refunds with those of the other proxies until the books of the week are closed.',
    },
  ),
  merged(8, 'noor', 'Let stripe-prod-eu-2 go again', [lockstep.change(`pins:\n  - ${PIN}\n`, 'pins: []\n')]),
]
