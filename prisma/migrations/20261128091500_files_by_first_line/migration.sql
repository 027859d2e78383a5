-- Files that began with the same line are one file and what became of it (a copy, a part that was left of it): found by that line.
CREATE INDEX event_file_first_line_hash_idx ON event_file (first_line_hash);
