#!/usr/bin/env python3
"""Does the bench run, and tell all that it promises? Times are not looked at.

Usage: smoke_test.py BUILD
"""
import json
import os
import subprocess
import sys
import tempfile

TOP = {"galdr", "mode", "machine", "sections", "failed_events", "misses"}
ROW = {"name", "value", "unit", "target", "ok", "note"}
TIMES = {"n", "p50_us", "p90_us", "p99_us", "max_us"}
# Each section, and what some row's name in it must begin with.
PROMISED = {
    "times": ["2 KB: galdr-hook, no daemon", "2 KB: galdr-hook, daemon", "64 KB: galdr-hook", "1 MB: galdr-hook",
              "2 KB: exit-only program", "2 KB: static append", "2 KB: sh -c", "2 KB: python append"],
    "cost": ["system calls, first event ever", "system calls, no daemon", "system calls, daemon",
             "instructions, no daemon", "instructions, daemon", "peak memory", "size of galdr-hook"],
    "flat": ["nothing recorded", "1 MB waiting", "64 MB waiting", "a recording is on"],
    "together": ["8 at once: hooks", "32 at once: hooks", "32 at once: sent and not in spans/",
                 "32 at once: there twice", "32 at once: torn"],
    "drain": ["one session", "200 sessions", "backlog of", "idle daemon"],
    "latency": ["p50", "p99"],
    "settings": ["durability process", "durability power", "mode recording, none on", "mode recording, one on",
                 "mode off"],
}


def faults(found):
    """What is wrong with the JSON, a line each."""
    yield from (f"no field {name}" for name in TOP - set(found))
    if found["failed_events"] != 0:
        yield f"{found['failed_events']} events failed"
    for section, promised in PROMISED.items():
        rows = found["sections"].get(section, {}).get("rows", [])
        names = [row["name"] for row in rows]
        yield from (f"{section}: no row {name}" for name in promised if not any(n.startswith(name) for n in names))
        for row in rows:
            yield from (f"{section}: {row['name']}: no field {name}" for name in ROW - set(row))
            if row["value"] is None and not row["note"]:
                yield f"{section}: {row['name']}: neither a value nor a note"
    if not any(TIMES <= set(row) for row in found["sections"]["times"]["rows"]):
        yield "times: no row with percentiles"


def main(build):
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bench.json")
        done = subprocess.run([sys.executable, os.path.join(here, "run.py"), "--smoke", "--build", build, "--tools",
                               os.path.join(build, "tests/bench"), "--json", path], check=False)
        if not os.path.exists(path):
            print(f"run.py exited {done.returncode} and wrote no JSON")
            return 1
        with open(path, encoding="utf-8") as file:
            found = list(faults(json.load(file)))
    print("\n".join(found))
    return 1 if found or done.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
