import { edited, lines, reverse } from '@/forge/seed/edits'
import { closed, hours, merged, type Step } from '@/forge/seed/step'

const tests = edited('policies/platform/github.test.yaml')
const file = edited('policies/platform/github.yaml')

const draftsOnly = [
  file.change(
    '  create_pull_request: { rules: [] }\n',
    lines(
      '  create_pull_request:',
      '    rules:',
      '      - name: "drafts-only"',
      '        conditions:',
      '          - path: "args.draft"',
      '            op: "eq"',
      '            value: true',
      '        on_deny: "Open a draft; a person marks it ready."',
    ),
  ),
]

/** The GitHub server, oldest first. It stays on default allow all year: the server grows with every release. */
export const github: readonly Step[] = [
  merged(355, 'arjun', 'Leave merging to people', [file.rules('merge_pull_request', 'people-merge')]),
  merged(345, 'arjun', 'Name agent branches agent/…', [file.rules('create_branch', 'agent-branches')]),
  merged(335, 'ines', 'List the searches', [
    file.adds('search_repositories', 'search_code', 'search_users', 'search_issues'),
  ]),
  merged(
    325,
    'ines',
    'Write on branches, not on main',
    [file.rules('create_or_update_file', 'not-on-main')],
    { also: [['Neither on release', [file.change('["main", "master"]', '["main", "master", "release"]')]]] },
  ),
  closed(318, 'arjun', 'Deny what is not listed', [file.change('default: "allow"', 'default: "deny"')], {
    why: 'As for Stripe.',
    remarks: [
      [
        'ines',
        'The server changes its tools every other week; agents would stand still. Closing, the limits come first.',
      ],
    ],
  }),
  merged(295, 'arjun', 'Limit issue comments', [file.rules('add_issue_comment', 'comment-rate')], {
    also: [
      [
        '60 per hour, after a look at the busiest hour',
        [
          file.within('add_issue_comment/comment-rate', '30/hour', '60/hour'),
          file.within('add_issue_comment/comment-rate', 'limit of 30', 'limit of 60'),
        ],
      ],
    ],
  }),
  merged(270, 'mara', 'Open drafts only', draftsOnly, {
    why: 'So that nobody reviews what an agent has not finished.',
  }),
  merged(268, 'ines', 'Revert "Open drafts only"', reverse(draftsOnly), {
    why: 'The release agent of 2.3 cannot set draft. Back until 2.4 is out.',
    how: 'squash',
  }),
  merged(255, 'mara', 'Open drafts only, again', draftsOnly, {
    why: '2.4 is out. Same content as before.',
    how: 'squash',
  }),
  merged(245, 'ines', 'List workflow runs and their logs', [
    file.adds('list_workflow_runs', 'get_workflow_run', 'get_job_logs'),
  ]),
  merged(
    236,
    'arjun',
    'Start the test workflow',
    [
      file.wrote(lines('', '  # ---- Actions ---------------------------------------------------------')),
      file.adds('run_workflow'),
    ],
    { also: [['Rerun what failed', [file.adds('rerun_failed_jobs')]]] },
  ),
  merged(210, 'arjun', 'Start the docs workflow too', [
    file.change('["test.yml"]', '["test.yml", "docs.yml"]'),
    file.change('Only test may be started.', 'Only test and docs may be started.'),
  ]),
  merged(198, 'noor', 'Keep the logs of workflows', [file.adds('delete_workflow_run_logs')]),
  merged(184, 'ines', 'Create repositories on request', [
    file.wrote(lines('', '  # ---- Account ---------------------------------------------------------')),
    file.adds('create_repository'),
  ]),
  merged(171, 'arjun', 'Limit gists', [file.adds('create_gist')], {
    also: [
      [
        'Five a day are enough',
        [
          file.within('create_gist', '20/day', '5/day'),
          file.within('create_gist', 'limit of 20', 'limit of 5'),
        ],
      ],
    ],
  }),
  merged(148, 'ines', 'Push to agent branches only', [file.rules('push_files', 'push-to-agent-branches')]),
  merged(130, 'mara', 'Hide delete_file', [file.wrote(lines('hide:', '  - "delete_file"', ''))], {
    why: 'Agents tried it 40 times a day, were denied, and tried again.',
  }),
  merged(
    118,
    'ines',
    'List what reviews read',
    [file.adds('get_pull_request_files', 'get_pull_request_status', 'get_pull_request_reviews')],
    { also: [['And write', [file.adds('add_pull_request_review_comment', 'request_copilot_review')]]] },
  ),
  merged(109, 'arjun', 'Limit updates of pull requests', [
    file.adds('update_pull_request', 'update_pull_request_branch'),
  ]),
  closed(
    103,
    'yuki',
    'Let support agents merge docs',
    [
      file.change(
        '"people-merge"\n        action: "deny"\n        on_deny: "Merging needs a person. Ask the code owners."',
        '"merge-rate"\n        rate_limit: "5/day"\n        on_deny: "Merge limit of 5 per day reached."',
      ),
    ],
    {
      why: 'For the help centre only.',
      remarks: [['ines', 'A policy cannot tell agents apart, so this would hold for all of them.']],
    },
  ),
  merged(88, 'arjun', 'Ask for a message with each push', [file.rules('push_files', 'push-has-message')]),
  merged(
    76,
    'arjun',
    'Start previews',
    [
      file.change('["test.yml", "docs.yml"]', '["test.yml", "docs.yml", "preview.yml"]'),
      file.change('Only test and docs may', 'Only test, docs and preview may'),
    ],
    { also: [['But not in production', [file.rules('run_workflow', 'workflow-inputs')]]] },
  ),
  merged(55, 'ines', 'Limit issue updates', [file.adds('update_issue')]),
  merged(45, 'arjun', 'Limit file writes', [file.rules('create_or_update_file', 'file-rate')], {
    also: [
      [
        '200 per hour are enough',
        [
          file.within('create_or_update_file/file-rate', '400/hour', '200/hour'),
          file.within('create_or_update_file/file-rate', 'limit of 400', 'limit of 200'),
        ],
      ],
    ],
  }),
  merged(24, 'ines', 'List tags', [file.adds('list_tags', 'get_tag')]),
  merged(15, 'arjun', 'Limit all calls together', [file.adds('*')], {
    also: [
      [
        '1,500 leave room for twice the busiest hour',
        [file.within('*', '3000/hour', '1500/hour'), file.within('*', '3,000 GitHub', '1,500 GitHub')],
      ],
    ],
  }),
  merged(
    hours(21),
    'priya',
    'Deny force-push to main',
    [file.adds('update_ref'), tests.cases('no force-push to main')],
    {
      why: 'SEC-1177: an agent moved main of robot-arm back by 12 commits with update_ref. Tightens only.',
      approvers: ['noor'],
      labels: ['emergency'],
      followUp: 'Review "Deny force-push to main" in full',
    },
  ),
]
