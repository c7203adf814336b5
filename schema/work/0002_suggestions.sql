-- What a person decided about suggestions. Writer: `galdr suggest`; readers: the same.

-- shape: hashes of the deeds of the task, eight hex digits each, with spaces between, by which it is known when it has
-- grown and its id has changed. until: not to be told before; NULL is never.
CREATE TABLE suggestion(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  shape TEXT NOT NULL,
  until INTEGER
) STRICT, WITHOUT ROWID;
