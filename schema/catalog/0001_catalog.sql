-- The index over spans/ and recordings/. A pure fold of them: deleting it loses nothing. Times: nanoseconds, UTC.

-- A session, from the lines of its span file. id: 63 bits of a hash of agent and session_id.
CREATE TABLE session(
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  session_id TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE,
  folded_bytes INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  events INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  ended_at INTEGER,
  cwd TEXT,
  prompt TEXT,
  UNIQUE (session_id, agent)
) STRICT;

-- A line of a span file, by its place. superseded: another line tells the same better; readers leave it out.
CREATE TABLE event(
  event_id TEXT PRIMARY KEY,
  session INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  kind TEXT NOT NULL,
  superseded INTEGER NOT NULL,
  place INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_order ON event(session, seq);
CREATE INDEX event_time ON event(ts, seq);

-- A tool call: its start and its end, as told by the highest source so far (event::Source; -1: not told).
CREATE TABLE call(
  session INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  parent_agent TEXT NOT NULL,
  tool TEXT NOT NULL,
  start_event TEXT,
  start_source INTEGER NOT NULL,
  end_event TEXT,
  end_source INTEGER NOT NULL,
  status TEXT NOT NULL,
  duration_ms INTEGER,
  PRIMARY KEY (session, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_open ON call(session) WHERE end_event IS NULL;

-- A recording, from its file. session: 0 while nothing is bound.
CREATE TABLE recording(
  rec_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  session INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  cwd TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
