-- What a filter could be narrowed to is counted over everybody: from the cells of all proxies, tools and rules that took longer than a page may.
-- A facet is one name by itself, so that a day has a few thousand rows instead of a hundred thousand.
CREATE TABLE decision_hour_facet (
  hour       timestamptz NOT NULL,
  repository integer     NOT NULL,
  facet      smallint    NOT NULL,  -- 1 tool, 2 rule, 3 proxy
  id         integer     NOT NULL,  -- tool_name.id, rule_name.id or proxy.number; never 0
  result     smallint    NOT NULL,
  n          bigint      NOT NULL,
  PRIMARY KEY (repository, facet, hour, id, result)
) PARTITION BY RANGE (hour);

CREATE TABLE decision_day_facet (
  day        date        NOT NULL,
  repository integer     NOT NULL,
  facet      smallint    NOT NULL,
  id         integer     NOT NULL,
  result     smallint    NOT NULL,
  n          bigint      NOT NULL,
  PRIMARY KEY (repository, facet, day, id, result)
);

-- As before, with the facets per hour in months as well.
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
    FOREACH roll_up IN ARRAY ARRAY['decision_minute', 'decision_hour', 'decision_hour_facet'] LOOP
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
      WHEN 'decision_hour_facet'::regclass
        THEN to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= roll_up_before
      ELSE false
    END
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    RETURN NEXT part;
  END LOOP;
END $$;

-- What was logged before is counted as well.
SELECT ensure_decision_partitions((min(hour) AT TIME ZONE 'UTC')::date, (max(hour) AT TIME ZONE 'UTC')::date) FROM decision_hour HAVING count(*) > 0;
INSERT INTO decision_hour_facet SELECT hour, repository, f.facet, f.id, result, sum(n)
FROM decision_hour CROSS JOIN LATERAL (VALUES (1, tool), (2, rule), (3, proxy)) AS f(facet, id) WHERE f.id <> 0 GROUP BY 1, 2, 3, 4, 5;
INSERT INTO decision_day_facet SELECT day, repository, f.facet, f.id, result, sum(n)
FROM decision_day CROSS JOIN LATERAL (VALUES (1, tool), (2, rule), (3, proxy)) AS f(facet, id) WHERE f.id <> 0 GROUP BY 1, 2, 3, 4, 5;
