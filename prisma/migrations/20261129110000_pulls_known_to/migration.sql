-- Up to where it is known which pull requests brought the commits of the tracked branch; null before the first look.
ALTER TABLE repository ADD COLUMN pulls_known_to text;
