-- What galdr still has to do or has counted, and cannot fold from anything else. Writer: whoever holds drain.lock.

-- Transcripts of sessions that a hook told of. settled: bytes that need not be read again; size: its bytes at the last
-- look; looks_left: how often it is still to be looked at, 0 until the session goes on.
CREATE TABLE transcript(
  path TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  session_id TEXT NOT NULL,
  settled INTEGER NOT NULL,
  size INTEGER NOT NULL,
  looks_left INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX transcript_due ON transcript(looks_left) WHERE looks_left > 0;

-- Numbers that are counted up for ever: "denied", events that a policy dropped.
CREATE TABLE counter(
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
