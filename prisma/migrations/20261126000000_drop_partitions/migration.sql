-- PostgreSQL may evaluate the conditions of an AND in any order, and then reads the name of a day's partition as a month. CASE has an order.
CREATE OR REPLACE FUNCTION drop_decision_partitions(log_before date, roll_up_before date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_decision_partitions'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE CASE i.inhparent
      WHEN 'decision'::regclass THEN to_date(right(c.relname, 8), 'YYYYMMDD') < log_before
      WHEN 'decision_minute'::regclass
        THEN to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= roll_up_before
      ELSE false
    END
    ORDER BY 1
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    RETURN NEXT part;
  END LOOP;
END $$;
