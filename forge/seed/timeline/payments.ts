import { edited, lines, reverse } from '@/forge/seed/edits'
import { merged, pushed, type Step } from '@/forge/seed/step'

const stripe = edited('policies/payments/stripe.yaml')
const ledger = edited('policies/payments/ledger.yaml')

const allowJpy = [
  stripe.change('["eur", "usd", "gbp"]', '["eur", "usd", "gbp", "jpy"]'),
  stripe.change('Only eur, usd and gbp are allowed.', 'Only eur, usd, gbp and jpy are allowed.'),
]

/** Stripe and the ledger, oldest first. Cents throughout. */
export const payments: readonly Step[] = [
  merged(338, 'mara', 'Payouts are made by Finance', [stripe.rules('create_payout', 'payouts-are-finance')], {
    why: 'Asked for by Finance after the audit of last autumn.',
  }),
  merged(
    316,
    'jonas',
    'Describe the Stripe policy',
    [stripe.change('"Stripe"', '"Stripe: charges, refunds, customers, payouts"')],
    {
      also: [
        [
          'Say what an amount is',
          [stripe.wrote('# Amounts are minor units (cents); currency is lower-case ISO 4217.\n')],
        ],
      ],
    },
  ),
  merged(303, 'mara', 'Cap charges at 5,000.00', [
    stripe.within('create_charge/charge-amount-cap', 'value: 1000000', 'value: 500000'),
    stripe.within('create_charge/charge-amount-cap', 'above 10,000.00', 'above 5,000.00'),
  ]),
  merged(297, 'jonas', 'Add the ledger policy', [ledger.creates()], {
    why: 'Read access for the month-end agents. Default deny from the start.',
    also: [['List the trial balance', [ledger.adds('export_trial_balance')]]],
  }),
  merged(262, 'tomas', 'Limit refunds', [stripe.rules('create_refund', 'refund-rate')], {
    also: [
      [
        '40 per hour are enough',
        [
          stripe.within('create_refund/refund-rate', '60/hour', '40/hour'),
          stripe.within('create_refund/refund-rate', 'limit of 60', 'limit of 40'),
        ],
      ],
    ],
  }),
  merged(
    251,
    'jonas',
    'Let agents propose adjustments',
    [
      ledger.wrote(lines('    # Proposing: a person of Finance posts what an agent proposes', '')),
      ledger.adds('propose_adjustment'),
    ],
    { why: 'A proposal is posted by a person. The day total is counted from the amount.' },
  ),
  merged(
    229,
    'mara',
    'Refuse negative adjustments',
    [ledger.rules('propose_adjustment', 'adjustment-is-positive')],
    {
      why: 'FIN-790: a negative amount is subtracted from the counter and gives budget back. Nothing asked for more than zero.',
    },
  ),
  merged(215, 'tomas', 'Limit cancellations', [stripe.rules('cancel_subscription', 'cancel-rate')]),
  merged(200, 'jonas', 'Halve the day total of adjustments', [
    ledger.within('propose_adjustment', 'value: 1000000', 'value: 500000'),
    ledger.within('propose_adjustment', '10,000.00 a day', '5,000.00 a day'),
  ]),
  merged(190, 'tomas', 'Cap refunds at 2,000.00', [stripe.rules('create_refund', 'refund-amount-cap')]),
  merged(
    172,
    'priya',
    'Start from deny',
    [
      stripe.wrote(lines('  # read', '')),
      stripe.adds('list_charges', 'retrieve_charge', 'list_customers', 'retrieve_balance'),
    ],
    {
      why: 'Every tool in use in the last 30 days is listed; a new one of the server is refused until someone looks at it.',
      approvers: ['tomas', 'noor'],
      also: [
        ['List what agents write', [stripe.adds('create_customer', 'update_subscription')]],
        ['Deny what is not listed', [stripe.change('default: allow', 'default: deny')]],
      ],
    },
  ),
  merged(150, 'tomas', 'Charge in eur and usd only', [stripe.rules('create_charge', 'charge-currency')]),
  merged(141, 'jonas', 'Adjust open periods only', [
    ledger.rules('propose_adjustment', 'adjustment-in-open-period'),
  ]),
  merged(132, 'jonas', 'List the invoice search', [stripe.adds('search_invoices')]),
  merged(120, 'mara', 'Keep proration on', [stripe.rules('update_subscription', 'proration-stays-on')], {
    why: 'An agent switched it off for 14 subscriptions (FIN-771).',
  }),
  merged(105, 'tomas', 'Cap charges at 2,500.00', [
    stripe.within('create_charge/charge-amount-cap', 'value: 500000', 'value: 250000'),
    stripe.within('create_charge/charge-amount-cap', 'above 5,000.00', 'above 2,500.00'),
  ]),
  merged(94, 'tomas', 'Lower the refund limit to 20 per hour', [
    stripe.within('create_refund/refund-rate', '40/hour', '20/hour'),
    stripe.within('create_refund/refund-rate', 'limit of 40', 'limit of 20'),
  ]),
  merged(
    83,
    'mara',
    'Cap refunds at 1,000.00',
    [
      stripe.within('create_refund/refund-amount-cap', 'value: 200000', 'value: 100000'),
      stripe.within('create_refund/refund-amount-cap', 'above 2,000.00', 'above 1,000.00'),
    ],
    {
      why: 'INC-2231: 31 refunds of just under 2,000.00 in one night. Finance asks for half of it.',
      approvers: ['tomas', 'priya'],
      also: [
        [
          'Say why the cap is there',
          [stripe.wrote('      # Finance asked for this after INC-2231. Do not raise without them.\n')],
        ],
      ],
    },
  ),
  merged(
    70,
    'tomas',
    'Lower the cancellation limit to 10 per day',
    [
      stripe.within('cancel_subscription/cancel-rate', '20/day', '10/day'),
      stripe.within('cancel_subscription/cancel-rate', 'limit of 20', 'limit of 10'),
    ],
    {
      also: [
        ['Ask for a reason before cancelling', [stripe.rules('cancel_subscription', 'cancel-needs-reason')]],
      ],
    },
  ),
  merged(58, 'mara', 'Close no period', [ledger.adds('close_period')], {
    why: 'The tool came with release 3 of the ledger server. Listed, so that agents are told whom to ask.',
  }),
  merged(
    41,
    'tomas',
    'Allow gbp',
    [
      stripe.change('["eur", "usd"]', '["eur", "usd", "gbp"]'),
      stripe.change('Only eur and usd are allowed.', 'Only eur, usd and gbp are allowed.'),
    ],
    { why: 'The shop in Leeds opens on Monday.' },
  ),
  merged(27, 'jonas', 'List single entries', [ledger.adds('get_entry')]),
  merged(22.2, 'jonas', 'Allow jpy', allowJpy, { approvers: ['tomas', 'priya'] }),
  merged(21, 'priya', 'Revert "Allow jpy"', reverse(allowJpy), {
    why: 'jpy has no minor unit: a cap of 250000 means 250,000 yen in one currency and 2,500.00 in the others. Back to what was approved before.',
    approvers: ['tomas'],
    labels: ['emergency'],
    followUp: 'Review "Revert "Allow jpy"" in full',
    how: 'squash',
  }),
  merged(
    12,
    'mara',
    'Hide delete tools',
    [
      stripe.wrote(lines('hide:', '  - delete_product', '  - delete_webhook_endpoint', '')),
      stripe.removed(
        lines('  delete_product:', '    rules: []', '  delete_webhook_endpoint:', '    rules: []'),
        '  create_payout:',
      ),
    ],
    { approvers: ['tomas', 'priya'] },
  ),
  pushed(10.1, 'priya', 'Fix typo in comment', [ledger.change('bookeeping', 'bookkeeping')]),
  merged(
    9,
    'mara',
    'Deny manual journal entries',
    [ledger.rules('post_journal_entry', 'entries-are-finance')],
    { why: 'Two entries were posted by an agent on Friday (FIN-861). Proposals stay.', approvers: ['jonas'] },
  ),
]
