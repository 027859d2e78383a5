-- Finds a call by the id that its denial told the agent. Denials only, since every index of the log costs at each row that it holds; cut to the
-- length of such an id, since a longer text would be refused by the index, and its batch with it.
CREATE INDEX decision_told_idx ON decision (left(payload ->> 'decision', 24)) WHERE result <> 1 AND payload ->> 'decision' IS NOT NULL;
