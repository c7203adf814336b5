-- Calls that an agent gives no id, amendments, subagents with a session of their own, sessions that galdr ended.
-- All rows are folded anew from spans/.

DELETE FROM session;
DELETE FROM event;
DROP TABLE call;

-- A tool call: its start and its end, as told by the highest source so far (event::Source; -1: not told).
-- input_key: tool and input as one number; NULL where a hook told the call's id.
-- begin_boot: the start's hook time since boot, 0 where no hook told. end_at: NULL while open. measured: duration_ms is
-- the time between the two hooks, for want of the agent's word.
CREATE TABLE call(
  session INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  parent_agent TEXT NOT NULL,
  tool TEXT NOT NULL,
  input_key INTEGER,
  start_event TEXT,
  start_source INTEGER NOT NULL,
  end_event TEXT,
  end_source INTEGER NOT NULL,
  status TEXT NOT NULL,
  duration_ms INTEGER,
  measured INTEGER NOT NULL,
  begin_at INTEGER,
  begin_boot INTEGER NOT NULL,
  end_at INTEGER,
  PRIMARY KEY (session, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_open ON call(session) WHERE end_event IS NULL;
-- Where a start or an end without an id looks for its call. Each finds it first: a session may have thousands alike.
CREATE INDEX call_unstarted ON call(session, input_key, begin_at, call_id, parent_agent, end_at)
  WHERE input_key IS NOT NULL AND start_source < 2;
CREATE INDEX call_unended ON call(session, input_key, end_source, begin_at, call_id, parent_agent)
  WHERE input_key IS NOT NULL;
-- Where a transcript's call looks for that of a hook without an id.
CREATE INDEX call_own_begin ON call(session, input_key, begin_at)
  WHERE input_key IS NOT NULL AND call_id >= 'galdr-' AND call_id < 'galdr.';
CREATE INDEX call_own_end ON call(session, input_key, end_at)
  WHERE input_key IS NOT NULL AND call_id >= 'galdr-' AND call_id < 'galdr.';

-- Another line of the same file that corrects this one: its place and length, NULL if there is none.
ALTER TABLE event ADD COLUMN amended_place INTEGER;
ALTER TABLE event ADD COLUMN amended_length INTEGER;

-- ended_by_silence: ended_at is galdr's own conclusion, which a later event takes back.
ALTER TABLE session ADD COLUMN ended_by_silence INTEGER NOT NULL DEFAULT 0;

-- Subagents whose events name a session of their own: session is the one that they belong to.
CREATE TABLE subagent(
  child INTEGER PRIMARY KEY,
  session INTEGER NOT NULL
) STRICT;
