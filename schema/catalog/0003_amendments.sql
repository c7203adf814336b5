-- Any number of amendments of one event, any number of sessions that claim one subagent.
-- All rows are folded anew from spans/.

DELETE FROM session;
DELETE FROM event;
DELETE FROM call;

-- amended: other lines of the same file add to this one; their places, in the order of the file.
ALTER TABLE event DROP COLUMN amended_place;
ALTER TABLE event DROP COLUMN amended_length;
ALTER TABLE event ADD COLUMN amended INTEGER NOT NULL DEFAULT 0;
CREATE TABLE amendment(
  event_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  length INTEGER NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (event_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX amendment_session ON amendment(session);

-- Subagents whose events name a session of their own: session is the one that they belong to. Where several
-- claim a child, the lowest is believed, so that the order of their lines does not matter.
DROP TABLE subagent;
CREATE TABLE subagent(
  child INTEGER NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (child, session)
) STRICT, WITHOUT ROWID;
