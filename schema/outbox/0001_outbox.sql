-- The hand-over from hook to drain. The hook reads this schema at every event, so it stays small: no index, no
-- comment inside a statement (SQLite stores it), nothing that the insert does not need.
-- outbox: an event a row. ts and boot_ns: nanoseconds. env: "NAME=value\n" of an allow-list. cut: 1 if the payload
-- was cut at the hook; bytes: how long it was.
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT,event_id TEXT NOT NULL,agent TEXT NOT NULL,event TEXT NOT NULL,ts INTEGER NOT NULL,boot_ns INTEGER NOT NULL,env TEXT NOT NULL,cut INTEGER NOT NULL,bytes INTEGER NOT NULL,payload BLOB NOT NULL)STRICT;
-- claim: a drain's hold on the rows lo..hi. token fences: who does not hold the newest one may delete nothing.
CREATE TABLE claim(token INTEGER PRIMARY KEY AUTOINCREMENT,lo INTEGER NOT NULL,hi INTEGER NOT NULL,owner TEXT NOT NULL,claimed_at INTEGER NOT NULL,attempts INTEGER NOT NULL)STRICT;
-- dead: rows that could not be drained; payload is redacted.
CREATE TABLE dead(id INTEGER PRIMARY KEY,event_id TEXT NOT NULL,agent TEXT NOT NULL,event TEXT NOT NULL,ts INTEGER NOT NULL,boot_ns INTEGER NOT NULL,env TEXT NOT NULL,cut INTEGER NOT NULL,bytes INTEGER NOT NULL,died_at INTEGER NOT NULL,reason TEXT NOT NULL,payload BLOB NOT NULL)STRICT;
