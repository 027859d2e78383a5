-- Processes that fit no proxy are counted on the overview and for the fleet; they are few among all that ever ran.
CREATE INDEX instance_unmatched_idx ON instance (reporter_id) WHERE proxy_id IS NULL AND ended_at IS NULL;
