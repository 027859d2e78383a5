import { edited } from '@/forge/seed/edits'
import { closed, hours, merged, type Step } from '@/forge/seed/step'

const postgresTests = edited('policies/data/postgres.test.yaml')
const bigqueryTests = edited('policies/data/bigquery.test.yaml')
const postgres = edited('policies/data/postgres.yaml')
const bigquery = edited('policies/data/bigquery.yaml')
const snowflake = edited('policies/data/snowflake.yaml')

/** PostgreSQL, BigQuery and Snowflake, oldest first. */
export const data: readonly Step[] = [
  merged(344, 'dmitri', 'Add the PostgreSQL policy', [postgres.creates()], {
    why: 'The operational replicas. Row changes go through the write proxy.',
  }),
  merged(300, 'dmitri', 'One statement per call', [postgres.rules('execute_sql', 'one-statement')], {
    why: 'A second statement behind a semicolon is not seen by anything that reads the first.',
  }),
  merged(282, 'hana', 'Let agents explain', [postgres.adds('explain_query')], {
    also: [
      [
        'Explain less often',
        [
          postgres.within('explain_query', '120/hour', '60/hour'),
          postgres.within('explain_query', 'limit of 120', 'limit of 60'),
        ],
      ],
    ],
  }),
  merged(256, 'hana', 'Show objects, not only schemas', [
    postgres.adds('list_objects', 'get_object_details'),
  ]),
  merged(220, 'dmitri', 'Show the slowest statements', [postgres.adds('get_top_queries')], {
    also: [
      [
        'But only now and then',
        [
          postgres.within('get_top_queries', '60/hour', '12/hour'),
          postgres.within('get_top_queries', 'Limit of 60', 'Limit of 12'),
        ],
      ],
    ],
  }),
  merged(178, 'dmitri', 'Delete fewer rows', [
    postgres.within('delete_rows/delete-rate', '50/hour', '20/hour'),
    postgres.within('delete_rows/delete-rate', 'limit of 50', 'limit of 20'),
  ]),
  merged(162, 'hana', 'Let agents export tables', [postgres.adds('export_table')], {
    also: [['Export csv only', [postgres.rules('export_table', 'export-format')]]],
  }),
  merged(158, 'hana', 'Add the BigQuery policy', [bigquery.creates()], {
    also: [['Read only', [bigquery.rules('execute_sql', 'select-only')]]],
  }),
  closed(
    140,
    'dmitri',
    'Let agents export everything',
    [
      postgres.within('export_table/export-rows', 'value: 50000', 'value: 5000000'),
      postgres.within('export_table/export-rows', '50,000 rows', '5,000,000 rows'),
    ],
    {
      why: 'For the yearly report.',
      remarks: [['hana', 'I exported it by hand, once. No need for a rule.']],
    },
  ),
  merged(
    128,
    'mara',
    'Export at most 10,000 rows',
    [
      postgres.within('export_table/export-rows', 'value: 50000', 'value: 10000'),
      postgres.within('export_table/export-rows', '50,000 rows', '10,000 rows'),
    ],
    { approvers: ['dmitri'] },
  ),
  merged(
    122,
    'hana',
    'Lower the query limit to 100 per hour',
    [
      bigquery.within('execute_sql/query-rate', '300/hour', '100/hour'),
      bigquery.within('execute_sql/query-rate', 'limit of 300', 'limit of 100'),
    ],
    { why: 'FIN-814: half of the budget of the quarter was used in April.' },
  ),
  merged(82, 'hana', 'Export parquet too', [
    postgres.change('[csv]', '[csv, parquet]'),
    postgres.change('options.format to csv.', 'options.format to csv or parquet.'),
  ]),
  merged(78, 'hana', 'Let agents forecast', [bigquery.adds('forecast')], {
    also: [
      [
        'Forecast a whole year',
        [
          bigquery.within('forecast', 'value: 181', 'value: 366'),
          bigquery.within('forecast', '180 days', '365 days'),
        ],
      ],
    ],
  }),
  merged(54, 'dmitri', 'Say why the slow statements are rare', [
    postgres.change('12/hour\n', '12/hour               # reads pg_stat_statements\n'),
  ]),
  merged(36, 'hana', 'Lower the insights limit to 20 per hour', [
    bigquery.within('ask_data_insights', '50/hour', '20/hour'),
    bigquery.within('ask_data_insights', 'limit of 50', 'limit of 20'),
  ]),
  merged(21, 'dmitri', 'Add Snowflake read policy', [snowflake.creates()], {
    why: 'Ahead of the move of the sales mart, so that the first proxy finds a policy.',
  }),
  merged(
    hours(19),
    'dmitri',
    'Approvals for DDL',
    [
      postgres.rules('execute_sql', 'ddl-needs-approval'),
      postgres.rules('delete_rows', 'deletes-need-approval'),
      postgresTests.cases('schema changes need approval', 'deleting rows needs approval'),
    ],
    {
      why: 'Schema changes and deletes were the cause of both incidents of this month.',
      approvers: ['hana', 'priya'],
    },
  ),
  merged(
    hours(2),
    'dmitri',
    'Cap scanned bytes',
    [bigquery.rules('execute_sql', 'scan-cap'), bigqueryTests.cases('at most 10 GiB are scanned')],
    {
      why: 'FIN-814. 10 GiB a query is what the largest dashboard needs.',
    },
  ),
]
