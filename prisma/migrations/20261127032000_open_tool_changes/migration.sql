-- What nobody acknowledged is looked for on every page: the list that the others are measured by counts as acknowledged, by nobody, so that a
-- small index has the rest.
UPDATE proxy_tool_list l SET acknowledged_at = l.received_at WHERE l.acknowledged_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM proxy_tool_list e WHERE e.proxy_id = l.proxy_id AND (e.first_seen_at, e.id) < (l.first_seen_at, l.id));

-- Lists of one proxy must be stored one after the other, the oldest first: whoever stores them locks the proxy's row.
CREATE FUNCTION start_tool_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM proxy_tool_list e WHERE e.proxy_id = new.proxy_id AND e.first_seen_at <= new.first_seen_at) THEN
    new.acknowledged_at := new.received_at;
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER proxy_tool_list_start BEFORE INSERT ON proxy_tool_list FOR EACH ROW EXECUTE FUNCTION start_tool_lists();

CREATE INDEX proxy_tool_list_open ON proxy_tool_list (proxy_id, first_seen_at) WHERE acknowledged_at IS NULL;
