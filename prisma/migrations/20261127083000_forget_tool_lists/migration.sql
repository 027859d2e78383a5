-- Lists of tools that are past the time of the log may go, but only where a transaction says that it means to: any other DELETE is a mistake.
CREATE OR REPLACE FUNCTION keep_tool_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('lockstep.forgets_tool_lists', true) = 'on' THEN
    RETURN old;
  END IF;
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP;
  END IF;
  IF (new.proxy_id, new.digest, new.tools, new.left_out, new.received_at) IS DISTINCT FROM
     (old.proxy_id, old.digest, old.tools, old.left_out, old.received_at)
     OR new.first_seen_at > old.first_seen_at OR new.last_seen_at < old.last_seen_at
     OR (old.acknowledged_at IS NOT NULL AND (new.acknowledged_at, new.acknowledged_by) IS DISTINCT FROM
         (old.acknowledged_at, old.acknowledged_by)) THEN
    RAISE EXCEPTION '% only grows: rewriting a list is refused', TG_TABLE_NAME;
  END IF;
  RETURN new;
END $$;
