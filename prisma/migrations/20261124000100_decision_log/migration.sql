-- What Prisma does not model: the partitioned decision log with its roll-ups, and tables that may only grow.

-- One row per enforced (or would-be enforced) tool call. Identity is (file, offset); `at` is in the key because a unique key of a
-- partitioned table must contain the partition column. There is no default partition: an event outside the known days is refused
-- by the verb with `ts-out-of-range`.
CREATE TABLE decision (
  at          timestamptz NOT NULL,  -- event time, as the proxy wrote it
  file        integer     NOT NULL,  -- event_file.number
  "offset"    bigint      NOT NULL,  -- byte offset of the line in its file
  repository  integer     NOT NULL,  -- repository.number
  proxy       integer,               -- proxy.number; null while its instance is unmatched
  received_at timestamptz NOT NULL,
  line_hash   bytea       NOT NULL,  -- tells a resend from a conflict
  tool        integer     NOT NULL,  -- tool_name.id
  result      smallint    NOT NULL,  -- 0 denied, 1 allowed, 2 allowed but would be denied (observe only)
  rule        integer,               -- rule_name.id: as logged, or attributed by message
  attributed  boolean     NOT NULL DEFAULT false,
  message     integer,               -- denial_message.id
  digest      integer,               -- policy_digest.id of the policy that decided; null when not known
  evidence    smallint    NOT NULL DEFAULT 0,
  args_hash   bytea,
  arg_keys    text[],
  payload     jsonb,                 -- opted-in, masked values and fields of later event formats
  PRIMARY KEY (at, file, "offset")
) PARTITION BY RANGE (at);

-- Lists are newest first within a repository, and narrowed by one of these.
CREATE INDEX decision_newest_idx ON decision (repository, at DESC, file DESC, "offset" DESC);
CREATE INDEX decision_proxy_idx ON decision (proxy, at DESC);
CREATE INDEX decision_tool_idx ON decision (tool, at DESC);
CREATE INDEX decision_rule_idx ON decision (rule, at DESC) WHERE rule IS NOT NULL;
CREATE INDEX decision_denied_idx ON decision (repository, at DESC) WHERE result <> 1;

-- Counts per minute, kept for 13 months; written in the statement that inserts the decisions, from the rows really inserted.
CREATE TABLE decision_minute (
  minute     timestamptz NOT NULL,
  repository integer     NOT NULL,
  proxy      integer     NOT NULL,  -- 0 while unmatched
  tool       integer     NOT NULL,
  result     smallint    NOT NULL,
  rule       integer     NOT NULL,  -- 0 when there is none
  digest     integer     NOT NULL,  -- 0 when not known
  n          bigint      NOT NULL,
  PRIMARY KEY (minute, repository, proxy, tool, result, rule, digest)
) PARTITION BY RANGE (minute);

-- Makes the partitions for all days (log) and months (roll-ups) that the span touches. Safe to call at any time, by anyone, twice.
CREATE FUNCTION ensure_decision_partitions(from_day date, to_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day date := from_day;
  month date := date_trunc('month', from_day)::date;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_decision_partitions'));
  WHILE day <= to_day LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF decision FOR VALUES FROM (%L) TO (%L)',
      'decision_' || to_char(day, 'YYYYMMDD'),
      day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    day := day + 1;
  END LOOP;
  WHILE month <= to_day LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF decision_minute FOR VALUES FROM (%L) TO (%L)',
      'decision_minute_' || to_char(month, 'YYYYMM'),
      month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    month := (month + interval '1 month')::date;
  END LOOP;
END $$;

-- Drops whole days and months that end before the given days; returns the names of what was dropped.
CREATE FUNCTION drop_decision_partitions(log_before date, roll_up_before date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_decision_partitions'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE (i.inhparent = 'decision'::regclass AND to_date(right(c.relname, 8), 'YYYYMMDD') < log_before)
       OR (i.inhparent = 'decision_minute'::regclass
           AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= roll_up_before)
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    RETURN NEXT part;
  END LOOP;
END $$;

-- History is only ever added to, whatever the code above it does.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP;
END $$;

CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER ref_update_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ref_update EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER proxy_path_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON proxy_path EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER load_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON load EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER decision_conflict_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_conflict EXECUTE FUNCTION refuse_rewriting();
