import { edited, lines, reverse } from '@/forge/seed/edits'
import { closed, merged, type Step } from '@/forge/seed/step'

const zendesk = edited('policies/support/zendesk.yaml')
const slack = edited('policies/support/slack.yaml')
const memory = edited('policies/support/memory.yaml')
const macros = edited('policies/support/macros-trial.yaml')
const owners = edited('.github/CODEOWNERS')

const openMacros = [
  zendesk.change(
    lines(
      '  apply_macro:',
      '    rules:',
      '      - name: macros-are-people',
      '        action: deny',
      '        on_deny: "Macros are applied by people."',
    ),
    '  apply_macro:\n',
  ),
  zendesk.within('update_ticket', '60/hour', '240/hour'),
  zendesk.within('update_ticket', 'limit of 60', 'limit of 240'),
]

/** Zendesk, Slack, the memory server and the trial of macros, oldest first. */
export const support: readonly Step[] = [
  merged(310, 'sam', 'Add the Zendesk policy', [zendesk.creates()], {
    why: 'Agents answer first-level tickets from next week on.',
    approvers: ['yuki'],
    also: [['Never delete a ticket', [zendesk.rules('delete_ticket', 'tickets-stay')]]],
  }),
  merged(271, 'yuki', 'Add the Slack policy', [slack.creates()]),
  merged(258, 'sam', 'Limit new tickets', [zendesk.rules('create_ticket', 'create-rate')], {
    also: [
      [
        '30 per hour are enough',
        [
          zendesk.within('create_ticket/create-rate', '60/hour', '30/hour'),
          zendesk.within('create_ticket/create-rate', 'limit of 60', 'limit of 30'),
        ],
      ],
    ],
  }),
  merged(248, 'sam', 'Limit replies', [slack.rules('reply_to_thread', 'reply-rate')], {
    also: [
      [
        '120 per hour, after a look at the busiest hour',
        [
          slack.within('reply_to_thread/reply-rate', '60/hour', '120/hour'),
          slack.within('reply_to_thread/reply-rate', 'limit of 60', 'limit of 120'),
        ],
      ],
    ],
  }),
  merged(208, 'sam', 'Limit comments on tickets', [zendesk.adds('create_ticket_comment')]),
  merged(192, 'mara', 'Hide archive_channel', [slack.wrote(lines('hide: [archive_channel]', ''))]),
  merged(182, 'yuki', 'Mark what agents tag', [zendesk.adds('add_tags')]),
  merged(166, 'mara', 'Post in #support only', [slack.rules('post_message', 'post-channels')], {
    why: 'An agent answered a customer in #random.',
  }),
  merged(157, 'yuki', 'Let agents merge tickets', [zendesk.adds('merge_tickets')], {
    also: [
      [
        'Explain merges in 20 characters',
        [
          zendesk.within('merge_tickets/merge-explains', '{10,}', '{20,}'),
          zendesk.within('merge_tickets/merge-explains', '10 characters', '20 characters'),
        ],
      ],
    ],
  }),
  merged(138, 'yuki', 'Add the memory policy', [memory.creates()], {
    also: [['Open single nodes', [memory.adds('open_nodes')]]],
  }),
  merged(136, 'sam', 'Limit posts', [slack.rules('post_message', 'post-rate')]),
  closed(
    133,
    'sam',
    'Limit posts to one per minute',
    [
      slack.within('post_message/post-rate', '10/hour', '1/minute'),
      slack.within('post_message/post-rate', '10 per hour', '1 per minute'),
    ],
    { remarks: [['yuki', 'Ten in a row and then silence is how support works. Keep the hour.']] },
  ),
  merged(116, 'mara', 'Search for no person', [memory.rules('search_nodes', 'search-without-address')], {
    why: 'The graph is about products. Privacy review of July.',
  }),
  merged(113, 'sam', 'Leave macros to people', [
    zendesk.change(
      '  apply_macro:\n',
      lines(
        '  apply_macro:',
        '    rules:',
        '      - name: macros-are-people',
        '        action: deny',
        '        on_deny: "Macros are applied by people."',
      ),
    ),
  ]),
  merged(106, 'yuki', 'Raise the post limit to 20 per hour', [
    slack.within('post_message/post-rate', '10/hour', '20/hour'),
    slack.within('post_message/post-rate', 'limit of 10', 'limit of 20'),
  ]),
  merged(96, 'sam', 'Forget no entity', [memory.rules('delete_entities', 'entities-stay')], {
    also: [['Keep relations', [memory.rules('delete_relations', 'relations-stay')]]],
  }),
  merged(89, 'sam', 'Merge tickets of one requester only', [
    zendesk.rules('merge_tickets', 'merge-same-requester'),
  ]),
  merged(84, 'yuki', 'Let agents react', [slack.adds('add_reaction')]),
  merged(74, 'noor', 'Count new entities', [memory.rules('create_entities', 'entity-budget')], {
    why: 'A loop wrote 40,000 entities in a night.',
  }),
  merged(65, 'yuki', 'List users', [zendesk.adds('list_users', 'get_user')]),
  merged(50, 'sam', 'Note half as much', [
    memory.within('add_observations', '240/hour', '120/hour'),
    memory.within('add_observations', 'limit of 240', 'limit of 120'),
  ]),
  merged(48, 'yuki', 'Try macros server', [macros.creates()], {
    why: 'Two weeks, two agents, no proxy yet. No owner while it is a trial.',
    approvers: ['priya'],
    also: [['Leave it without an owner', [owners.wrote('/policies/support/macros-trial.yaml\n')]]],
  }),
  merged(47, 'sam', 'Limit ticket updates', [zendesk.adds('update_ticket')]),
  merged(40, 'yuki', 'Post incident updates', [
    slack.wrote(lines('', '  # incidents')),
    slack.adds('post_incident_update'),
  ]),
  closed(28, 'sam', 'Remember customers', [memory.within('search_nodes', '^[^@]*$', '^.*$')], {
    why: 'To greet returning customers.',
    remarks: [['noor', 'The privacy review of July says no, see SEC-1102.']],
  }),
  merged(
    18,
    'sam',
    'List delete_channel',
    [
      slack.wrote(
        lines('', '  # channels', '  # deletion needs an admin token, which this server does not hold'),
      ),
      slack.adds('delete_channel'),
    ],
    { why: 'The server prints a warning for unlisted tools. It cannot work without an admin token.' },
  ),
  closed(12, 'yuki', 'Allow all Slack reads', [slack.change('default: deny', 'default: allow')], {
    why: 'Reading is harmless.',
    remarks: [
      ['mara', 'default: allow lets every unlisted writing tool through as well. Please list the reads.'],
    ],
  }),
  merged(10, 'sam', 'Forget slowly', [memory.rules('delete_observations', 'forget-rate')]),
  merged(7, 'yuki', 'Open macros to agents', openMacros, {
    why: 'Most macros only set a status and a text.',
    how: 'squash',
  }),
  merged(6, 'mara', 'Revert "Open macros to agents"', reverse(openMacros), {
    why: 'Macro 88 closes and refunds. Back to the content approved before; a list can follow.',
    how: 'squash',
  }),
]
