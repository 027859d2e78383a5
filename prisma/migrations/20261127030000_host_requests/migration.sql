-- What a person asked of a connector: to send the live file once, or to write what git wants. Text of the file is kept for minutes only.
CREATE TABLE host_request (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  proxy_id    uuid NOT NULL REFERENCES proxy (id),
  kind        text NOT NULL CHECK (kind IN ('read', 'restore')),
  -- For 'restore': the content that git wanted when it was asked.
  sha256      bytea,
  asked_by    text NOT NULL,
  asked_at    timestamptz(6) NOT NULL,
  -- After this the connector is not told any more, and its answer is not taken.
  expires_at  timestamptz(6) NOT NULL,
  answered_at timestamptz(6),
  -- 'content' | 'restored' | 'refused'
  result      text,
  -- Digest of the bytes on the host, before anything was masked.
  answer_sha256 bytea,
  content     bytea,
  -- Places that looked like secrets and were taken out on the host.
  masked      integer NOT NULL DEFAULT 0,
  error       text
);
CREATE INDEX host_request_newest ON host_request (proxy_id, asked_at DESC);
CREATE INDEX host_request_open ON host_request (expires_at) WHERE answered_at IS NULL;
CREATE INDEX host_request_asked ON host_request (proxy_id, asked_at) WHERE answered_at IS NULL;
CREATE INDEX host_request_content ON host_request (answered_at) WHERE content IS NOT NULL;

-- What the connector speaks: since 1.1 it can be asked.
ALTER TABLE proxy_contact ADD COLUMN protocol text NOT NULL DEFAULT '';
