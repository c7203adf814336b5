-- The hand-over from hook to drain. The hook reads this schema at every event, and each column costs it: so there are
-- few, without types, constraints or STRICT, and no comment inside a statement (SQLite stores it).
-- outbox: an event a row. envelope: core/outbox/envelope.hpp.
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT,event_id,envelope,payload);
-- claim: a drain's hold on the rows lo..hi. token fences: who does not hold the newest one may delete nothing.
CREATE TABLE claim(token INTEGER PRIMARY KEY AUTOINCREMENT,lo,hi,attempts,owner);
-- dead: rows that could not be drained; payload is redacted.
CREATE TABLE dead(id INTEGER PRIMARY KEY,event_id,envelope,payload,reason);
