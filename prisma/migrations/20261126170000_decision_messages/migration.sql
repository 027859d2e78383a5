-- A text finds denials by their message as well, which no count knows. Only denials are in it, so that it costs little.
CREATE INDEX decision_message_idx ON decision (message, at) WHERE message IS NOT NULL;
