"""An event inserted into SQLite by a script."""
import json
import sqlite3
import sys
import time

text = sys.stdin.read()
event = json.loads(text)
db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA journal_mode=WAL")
db.execute("CREATE TABLE IF NOT EXISTS ev(id INTEGER PRIMARY KEY, ts REAL, session TEXT, tool TEXT, payload TEXT)")
db.execute("INSERT INTO ev(ts, session, tool, payload) VALUES (?, ?, ?, ?)",
           (time.time(), event.get("session_id"), event.get("tool_name"), text))
db.commit()
db.close()
