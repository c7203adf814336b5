-- Where a session loaded a skill, and what people and checks said of skills.
-- Rows of events are folded anew from spans/, those of verdicts from verdicts/.

DELETE FROM session;
DELETE FROM event;
DELETE FROM call;
DELETE FROM subagent;
DELETE FROM amendment;

-- A line of a span file that has the shape of a skill being loaded, whoever's skill: a call of a skill tool, a SKILL.md
-- that is read, a prompt that names one. path: that SKILL.md as it was named, "" where none was. Written by the fold.
CREATE TABLE skill_load(
  event_id TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  how TEXT NOT NULL,
  session INTEGER NOT NULL,
  call_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  PRIMARY KEY (event_id, name, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX skill_load_name ON skill_load(name, ts);
CREATE INDEX skill_load_session ON skill_load(session);

-- A line of verdicts/, whatever it says; the first line of an id counts.
CREATE TABLE verdict(
  id TEXT PRIMARY KEY,
  skill TEXT NOT NULL,
  ts INTEGER NOT NULL,
  file TEXT NOT NULL,
  line TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX verdict_skill ON verdict(skill, ts);

-- How much of a file in verdicts/ is in the table above; skipped: lines that could not be read.
CREATE TABLE verdict_file(
  file TEXT PRIMARY KEY,
  folded_bytes INTEGER NOT NULL,
  skipped INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
