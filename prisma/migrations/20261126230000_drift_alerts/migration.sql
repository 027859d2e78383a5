-- The drift that was last told of a proxy: a message goes out when it changes, not each time it is seen. No row: nothing is told, or it was
-- told that the proxy recovered.
CREATE TABLE drift_alert (
  proxy_id uuid PRIMARY KEY REFERENCES proxy (id),
  state    text NOT NULL,
  since    timestamptz(6) NOT NULL
);

-- Messages to the address in ALERT_WEBHOOK_URL, kept until they are received or given up. The body's text is what is signed.
CREATE TABLE alert_message (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  repository_id uuid NOT NULL REFERENCES repository (id),
  proxy_id      uuid NOT NULL REFERENCES proxy (id),
  event         text NOT NULL,
  body          text NOT NULL,
  created_at    timestamptz(6) NOT NULL,
  attempts      integer NOT NULL DEFAULT 0,
  -- Null when there is nothing more to do: received, or given up.
  next_try_at   timestamptz(6),
  received_at   timestamptz(6),
  last_problem  text
);
CREATE INDEX alert_message_due ON alert_message (repository_id, next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX alert_message_created ON alert_message (created_at);
