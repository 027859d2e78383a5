-- Roll-ups by question, and only those indexes of the log that they cannot replace. Measured: every index of the log costs as much as a
-- third of writing the row, while the counts per hour lead a list straight to the rows that a filter wants.

-- 0 while the instance is unmatched, as in the roll-ups: cells are joined by it.
UPDATE decision SET proxy = 0 WHERE proxy IS NULL;
ALTER TABLE decision ALTER COLUMN proxy SET DEFAULT 0, ALTER COLUMN proxy SET NOT NULL;

DROP INDEX decision_newest_idx, decision_proxy_idx, decision_tool_idx, decision_rule_idx, decision_denied_idx;
-- The primary key (at, file, offset) is the order of lists. A cell is what one proxy decided about one tool in one hour.
CREATE INDEX decision_cell_idx ON decision (proxy, tool, at);
CREATE INDEX decision_denied_idx ON decision (at, file, "offset") WHERE result <> 1;
CREATE INDEX decision_denied_cell_idx ON decision (proxy, tool, at) WHERE result <> 1;

DROP TABLE decision_minute;

-- For the histogram of everything. `shard` spreads the proxies, so that writers do not wait for one another.
CREATE TABLE decision_minute (
  minute     timestamptz NOT NULL,
  repository integer     NOT NULL,
  shard      smallint    NOT NULL,
  result     smallint    NOT NULL,
  n          bigint      NOT NULL,
  PRIMARY KEY (minute, repository, shard, result)
) PARTITION BY RANGE (minute);

-- For filtered histograms, counts per facet, and finding the rows that a filter wants.
CREATE TABLE decision_hour (
  hour       timestamptz NOT NULL,
  repository integer     NOT NULL,
  proxy      integer     NOT NULL,  -- 0 while unmatched
  tool       integer     NOT NULL,
  result     smallint    NOT NULL,
  rule       integer     NOT NULL,  -- 0 when there is none
  digest     integer     NOT NULL,  -- 0 when not known
  n          bigint      NOT NULL,
  PRIMARY KEY (hour, repository, proxy, tool, result, rule, digest)
) PARTITION BY RANGE (hour);
CREATE INDEX decision_hour_tool_idx ON decision_hour (tool, hour);
CREATE INDEX decision_hour_proxy_idx ON decision_hour (proxy, hour);
CREATE INDEX decision_hour_rule_idx ON decision_hour (rule, hour) WHERE rule <> 0;
CREATE INDEX decision_hour_digest_idx ON decision_hour (digest, hour);

-- The same per UTC day, kept for ever: long ranges, and rules that never fired.
CREATE TABLE decision_day (
  day        date        NOT NULL,
  repository integer     NOT NULL,
  proxy      integer     NOT NULL,
  tool       integer     NOT NULL,
  result     smallint    NOT NULL,
  rule       integer     NOT NULL,
  digest     integer     NOT NULL,
  n          bigint      NOT NULL,
  PRIMARY KEY (day, repository, proxy, tool, result, rule, digest)
);
CREATE INDEX decision_day_digest_idx ON decision_day (digest, day);

-- As before, with the roll-up per hour in months as well.
CREATE OR REPLACE FUNCTION ensure_decision_partitions(from_day date, to_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  day date := from_day;
  month date := date_trunc('month', from_day)::date;
  roll_up text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_decision_partitions'));
  WHILE day <= to_day LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF decision FOR VALUES FROM (%L) TO (%L)',
      'decision_' || to_char(day, 'YYYYMMDD'),
      day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    day := day + 1;
  END LOOP;
  WHILE month <= to_day LOOP
    FOREACH roll_up IN ARRAY ARRAY['decision_minute', 'decision_hour'] LOOP
      -- A quarter of each page stays free, so that a count grows where it stands.
      EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 75)',
        roll_up || '_' || to_char(month, 'YYYYMM'), roll_up,
        month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    END LOOP;
    month := (month + interval '1 month')::date;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION drop_decision_partitions(log_before date, roll_up_before date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_decision_partitions'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    -- CASE has an order of evaluation; AND has none, and would read the name of a day's partition as a month.
    WHERE CASE i.inhparent
      WHEN 'decision'::regclass THEN to_date(right(c.relname, 8), 'YYYYMMDD') < log_before
      WHEN 'decision_minute'::regclass
        THEN to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= roll_up_before
      WHEN 'decision_hour'::regclass
        THEN to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= roll_up_before
      ELSE false
    END
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    RETURN NEXT part;
  END LOOP;
END $$;

-- What was logged before is counted anew.
SELECT ensure_decision_partitions(min(at)::date, max(at)::date) FROM decision HAVING count(*) > 0;
INSERT INTO decision_hour SELECT date_trunc('hour', at, 'UTC'), repository, proxy, tool, result, coalesce(rule, 0), coalesce(digest, 0), count(*)
FROM decision GROUP BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO decision_day SELECT (hour AT TIME ZONE 'UTC')::date, repository, proxy, tool, result, rule, digest, sum(n)
FROM decision_hour GROUP BY 1, 2, 3, 4, 5, 6, 7;
INSERT INTO decision_minute SELECT date_trunc('minute', at, 'UTC'), repository, proxy % 4, result, count(*) FROM decision GROUP BY 1, 2, 3, 4;
