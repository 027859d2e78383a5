import { edited, lines } from '@/forge/seed/edits'
import { closed, merged, type Step } from '@/forge/seed/step'

const kubernetes = edited('policies/platform/kubernetes.yaml')
const pagerduty = edited('policies/platform/pagerduty.yaml')
const everything = edited('policies/platform/everything.yaml')
const filesystem = edited('policies/platform/filesystem.yaml')

/** Kubernetes, PagerDuty, files and the reference server, oldest first. */
export const platform: readonly Step[] = [
  merged(332, 'ines', 'Add the Kubernetes policy', [kubernetes.creates()], {
    why: 'Both clusters. Agents may look; changes come later, one by one.',
    also: [['List what shows load', [kubernetes.adds('pods_top', 'nodes_top')]]],
  }),
  merged(288, 'ines', 'Let agents scale', [kubernetes.adds('resources_scale')], {
    also: [
      [
        'Scale up to 10',
        [
          kubernetes.within('resources_scale/scale-range', 'value: 5}', 'value: 10}'),
          kubernetes.within('resources_scale/scale-range', 'and 5.', 'and 10.'),
        ],
      ],
    ],
  }),
  merged(276, 'arjun', 'Add the PagerDuty policy', [pagerduty.creates()]),
  merged(265, 'priya', 'Keep secrets from agents', [kubernetes.rules('resources_get', 'no-secrets')], {
    why: 'A secret of the staging cluster was pasted into a pull request (SEC-1043).',
  }),
  merged(233, 'arjun', 'Limit log reads to 5,000 lines', [kubernetes.rules('pods_log', 'log-tail')], {
    also: [
      [
        '2,000 lines are enough',
        [
          kubernetes.within('pods_log', 'value: 5000', 'value: 2000'),
          kubernetes.within('pods_log', '5,000 lines', '2,000 lines'),
        ],
      ],
    ],
  }),
  merged(222, 'arjun', 'Limit incidents by agents', [pagerduty.rules('create_incident', 'incident-rate')], {
    also: [
      [
        'Four an hour are enough',
        [
          pagerduty.within('create_incident/incident-rate', '10/hour', '4/hour'),
          pagerduty.within('create_incident/incident-rate', 'limit of 10', 'limit of 4'),
        ],
      ],
    ],
  }),
  merged(205, 'arjun', 'Add the files policy', [filesystem.creates()], {
    why: 'For the work folders under /srv/agents.',
    also: [['Look at single files', [filesystem.adds('get_file_info', 'search_files')]]],
  }),
  merged(188, 'mara', 'Write notes only', [filesystem.rules('write_file', 'notes-only')], {
    also: [['Limit writing', [filesystem.rules('write_file', 'write-rate')]]],
  }),
  merged(
    165,
    'arjun',
    'Read documents only',
    [
      filesystem.change(
        lines('  read_file:', '    rules: []'),
        lines(
          '  read_file:',
          '    rules:',
          '      - name: documents-only',
          '        conditions: *documents',
          '        on_deny: "Only documents: md, txt, csv, json, yaml."',
        ),
      ),
      filesystem.rules('read_text_file', 'documents-only'),
    ],
    { also: [['Read images as media only', [filesystem.rules('read_media_file', 'images-only')]]] },
  ),
  merged(155, 'ines', 'Keep releases', [kubernetes.adds('helm_uninstall')]),
  merged(147, 'mara', 'Move no files', [filesystem.rules('move_file', 'files-stay')], {
    also: [['Preview edits', [filesystem.rules('edit_file', 'preview-first')]]],
  }),
  merged(
    142,
    'ines',
    'Leave acknowledging to people',
    [pagerduty.rules('manage_incidents', 'people-acknowledge')],
    {
      why: 'An agent resolved a page that nobody had seen.',
      also: [['Say why incidents are few', [pagerduty.wrote('        # people are woken up by these\n')]]],
    },
  ),
  merged(125, 'arjun', 'Scale agent namespaces only', [
    kubernetes.rules('resources_scale', 'scale-namespace'),
  ]),
  merged(100, 'ines', 'Add the reference server for trials', [everything.creates()], {
    why: 'New proxies and connectors are tried against it first.',
    also: [['Answer in known cities', [everything.rules('get-structured-content', 'known-cities')]]],
  }),
  merged(92, 'ines', 'Restart fewer pods', [
    kubernetes.within('pods_delete', '10/hour', '6/hour'),
    kubernetes.within('pods_delete', 'limit of 10', 'limit of 6'),
  ]),
  merged(
    85,
    'arjun',
    'Count the seconds of long operations',
    [everything.rules('trigger-long-running-operation', 'work-seconds')],
    {
      also: [
        [
          'Refuse operations without a length',
          [everything.rules('trigger-long-running-operation', 'duration-positive')],
        ],
      ],
    },
  ),
  merged(80, 'arjun', 'Let agents note what they found', [pagerduty.adds('add_note_to_incident')]),
  merged(72, 'ines', 'Ask for few links', [everything.rules('get-resource-links', 'links-count')]),
  merged(68, 'arjun', 'Write less often', [
    filesystem.within('write_file/write-rate', '120/hour', '60/hour'),
    filesystem.within('write_file/write-rate', 'limit of 120', 'limit of 60'),
  ]),
  merged(59, 'arjun', 'List releases and node figures', [
    kubernetes.adds('nodes_stats_summary', 'helm_list'),
  ]),
  merged(
    52,
    'noor',
    'Keep the environment from agents',
    [everything.rules('get-env', 'environment-is-secret')],
    { why: 'The trial server prints the environment of its proxy, tokens included.' },
  ),
  merged(
    43,
    'arjun',
    'Read in batches, but slowly',
    [filesystem.rules('read_multiple_files', 'batch-rate')],
    { also: [['Show folder trees, but slowly', [filesystem.adds('directory_tree')]]] },
  ),
  merged(38, 'priya', 'No shell in a pod', [kubernetes.rules('pods_exec', 'no-shell')], {
    approvers: ['ines'],
  }),
  merged(35.5, 'ines', 'Compress inline data only', [
    everything.rules('gzip-file-as-resource', 'gzip-inline-only'),
  ]),
  closed(
    25,
    'arjun',
    'Let agents acknowledge incidents',
    [
      pagerduty.change(
        lines(
          '      - name: people-acknowledge',
          '        action: deny',
          '        on_deny: "Acknowledge and resolve are done by the person on duty."',
        ),
        lines(
          '      - name: acknowledge-rate',
          '        rate_limit: 4/hour',
          '        on_deny: "Acknowledge limit of 4 per hour reached."',
        ),
      ),
    ],
    {
      why: 'For the nightly false alarms of the test bench.',
      remarks: [['ines', 'We silenced the bench at its source instead.']],
    },
  ),
  merged(19.5, 'arjun', 'Limit changes to 30 per hour', [
    kubernetes.rules('resources_create_or_update', 'apply-rate'),
  ]),
  merged(
    16,
    'ines',
    'Namespace allow-list',
    [kubernetes.rules('resources_create_or_update', 'namespace-listed')],
    {
      why: 'So far an agent could change any namespace that its service account could.',
      approvers: ['arjun', 'noor'],
    },
  ),
  merged(13, 'arjun', 'Read log files too', [
    filesystem.change('|ya?ml)$', '|ya?ml|log)$'),
    filesystem.within('read_text_file', 'json, yaml."', 'json, yaml, log."'),
    filesystem.within('read_file', 'json, yaml."', 'json, yaml, log."'),
  ]),
  merged(11, 'ines', 'Limit the trial server as a whole', [everything.adds('*')], {
    also: [['Add small numbers only', [everything.rules('get-sum', 'sum-range')]]],
  }),
]
