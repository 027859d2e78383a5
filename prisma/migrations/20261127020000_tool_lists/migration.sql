-- Every list of tools that a proxy saw from its server, each content once. A list that comes back moves `last_seen_at`; nothing else of it
-- ever changes, except that somebody acknowledges it and that it was told to the address of alerts.
CREATE TABLE proxy_tool_list (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  proxy_id        uuid NOT NULL REFERENCES proxy (id),
  -- SHA-256 over all that is stored of the list.
  digest          bytea NOT NULL,
  -- [{name, title, hints, description, inputSchema}], sorted by name; the last two are digests.
  tools           jsonb NOT NULL,
  -- Tools of the server that did not fit into the event.
  left_out        integer NOT NULL,
  -- By the proxy's clock.
  first_seen_at   timestamptz(6) NOT NULL,
  last_seen_at    timestamptz(6) NOT NULL,
  received_at     timestamptz(6) NOT NULL,
  acknowledged_at timestamptz(6),
  acknowledged_by text,
  told_at         timestamptz(6),
  UNIQUE (proxy_id, digest)
);
CREATE INDEX proxy_tool_list_newest ON proxy_tool_list (proxy_id, last_seen_at DESC);

CREATE FUNCTION keep_tool_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
CREATE TRIGGER proxy_tool_list_row_only_grows BEFORE UPDATE OR DELETE ON proxy_tool_list FOR EACH ROW EXECUTE FUNCTION keep_tool_list();
CREATE TRIGGER proxy_tool_list_only_grows BEFORE TRUNCATE ON proxy_tool_list EXECUTE FUNCTION keep_tool_list();
