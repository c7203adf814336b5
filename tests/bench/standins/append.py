"""An event appended as a line by a script, as many hooks are written."""
import json
import sys

event = json.load(sys.stdin)
with open(sys.argv[1], "a", encoding="utf-8") as out:
    out.write(json.dumps(event) + "\n")
