#!/usr/bin/env python3
"""Hooks in parallel, drains and daemons killed at random, nothing lost and nothing doubled: the long version.

Usage: campaign.py HOOK GALDR [--events N] [--hooks N] [--kills N] [--kill-hooks SHARE] [--seed N]

HOOK and GALDR are the built programs (galdr-faults, or galdr itself). Payloads are those of tests/data/claude-code with
new session ids and a number each. A hook that was killed acknowledged nothing: its event may be there once, or not at
all. Prints a table; exits 1 if anything is wrong.
"""
import argparse
import collections
import contextlib
import glob
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time


def payloads(count):
    """`count` payloads, sessions mixed: (number, bytes)."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/claude-code")
    runs = []
    for path in sorted(glob.glob(folder + "/*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            runs.append([json.loads(line)["payload"] for line in lines])
    number, made = 0, []
    while number < count:
        for index, run in enumerate(runs):
            names = {}
            for payload in run:
                old = payload.get("session_id", "")
                new = names.setdefault(old, f"s-{number}-{index}-{len(names)}")
                made.append(dict(payload, session_id=new, galdr_test_n=number))
                number += 1
    return [(p["galdr_test_n"], json.dumps(p).encode()) for p in made[:count]]


class Campaign:
    def __init__(self, options, root):
        self.options = options
        self.root = root
        self.env = dict(os.environ, GALDR_ROOT=root, GALDR_FAULT="")
        self.random = random.Random(options.seed)
        self.hook_failures = 0
        self.hooks_killed = 0
        self.unacknowledged = set()
        self.hook_times = []
        self.writing = options.hooks
        self.count = collections.Counter()
        self.lock = threading.Lock()

    def galdr(self, *args):
        return subprocess.run([self.options.galdr, *args], env=self.env, capture_output=True, check=False)

    def write(self, share):
        command = [self.options.hook, "--agent", "claude-code"]
        chance = random.Random(self.options.seed + share[0][0])
        for number, payload in share:
            begin = time.monotonic()
            child = subprocess.Popen(command, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE)
            if chance.random() < self.options.kill_hooks:
                self.kill_hook(child, number, payload, chance.random() * 0.006)
                continue
            out, err = child.communicate(payload)
            self.hook_times.append(time.monotonic() - begin)
            self.hook_failures += child.returncode != 0 or out != b"" or err != b""
        with self.lock:
            self.writing -= 1

    def kill_hook(self, child, number, payload, after):
        killer = threading.Timer(after, child.kill)
        killer.start()
        child.communicate(payload)
        killer.cancel()
        if child.returncode == -signal.SIGKILL:
            with self.lock:
                self.hooks_killed += 1
                self.unacknowledged.add(number)

    def kill_one(self):
        """Starts a drain or a daemon and kills it within a moment; a daemon is found running, now and then."""
        moment = self.random.random() * self.random.choice([0.01, 0.05, 0.3])
        if self.random.random() < 0.35:
            started = self.galdr("daemon", "start", "--json")
            if started.returncode != 0:
                self.count["daemon starts that failed"] += 1
                return
            time.sleep(moment)
            try:
                os.kill(json.loads(started.stdout)["pid"], signal.SIGKILL)
                self.count["daemons killed"] += 1
            except ProcessLookupError:
                self.count["ended before the kill"] += 1
            return
        child = subprocess.Popen([self.options.galdr, "drain", "--once"], env=self.env,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        child.kill()
        killed = child.wait() == -signal.SIGKILL
        self.count["drains killed" if killed else "ended before the kill"] += 1

    def kills(self):
        return self.count["drains killed"] + self.count["daemons killed"] + self.hooks_killed

    def run(self, made):
        shares = [made[i::self.options.hooks] for i in range(self.options.hooks)]
        writers = [threading.Thread(target=self.write, args=(share,)) for share in shares]
        for writer in writers:
            writer.start()
        while self.writing > 0 or self.kills() < self.options.kills:
            self.kill_one()
        for writer in writers:
            writer.join()
        self.count["exit of the last drain"] = self.galdr("drain", "--once").returncode

    def catalog(self):
        tables = ("select * from session order by id", "select * from event order by event_id",
                  "select * from call order by session, call_id")
        with contextlib.closing(sqlite3.connect(self.root + "/catalog.db")) as catalog:
            return [catalog.execute(table).fetchall() for table in tables]

    def judge(self, made):
        outbox = json.loads(self.galdr("outbox", "--json").stdout)
        events = [json.loads(line) for line in self.galdr("events", "--json", "--all").stdout.splitlines()]
        numbers = collections.Counter(e["extra"]["galdr_test_n"] for e in events if "galdr_test_n" in e["extra"])
        ids = collections.Counter(e["event_id"] for e in events)
        seqs = collections.defaultdict(list)
        for event in events:
            seqs[event["agent"], event["session_id"]].append(event["seq"])
        before = self.catalog()
        self.galdr("reindex")
        keys = [(e["ts"], e["seq"]) for e in events]
        wrong = self.count
        missing = {n for n, _ in made if n not in numbers}
        wrong["lost"] = len(missing - self.unacknowledged)
        wrong["counted as lost by doctor"] = json.loads(self.galdr("doctor", "--json").stdout)["hook"]["lost"]
        wrong["doubled"] = sum(times - 1 for times in numbers.values()) + sum(times - 1 for times in ids.values())
        wrong["sessions with a gap in seq"] = sum(sorted(s) != list(range(1, len(s) + 1)) for s in seqs.values())
        wrong["out of order"] = int(keys != sorted(keys))
        wrong["left waiting"] = outbox["pending"] + outbox["claimed"] + outbox["spill_files"]
        wrong["dead"] = outbox["dead"]
        wrong["hooks that failed or spoke"] = self.hook_failures
        wrong["catalog differs when rebuilt"] = int(self.catalog() != before)
        self.count.update({"events printed": len(events), "sessions": len(seqs), "hooks killed": self.hooks_killed,
                           "of these, without an event": len(missing & self.unacknowledged)})


BAD = ("lost", "doubled", "sessions with a gap in seq", "out of order", "left waiting", "dead",
       "counted as lost by doctor", "hooks that failed or spoke", "catalog differs when rebuilt", "exit of the last drain")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hook")
    parser.add_argument("galdr")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--hooks", type=int, default=8)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--kill-hooks", type=float, default=0.1, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="galdr-campaign-") as folder:
        campaign = Campaign(options, folder + "/root")
        made = payloads(options.events)
        begin = time.monotonic()
        campaign.run(made)
        seconds = time.monotonic() - begin
        campaign.galdr("daemon", "stop")
        campaign.judge(made)
    times = sorted(campaign.hook_times)
    print(f"{'events sent':32} {len(made)}\n{'hooks at once':32} {options.hooks}\n{'kills':32} {campaign.kills()}")
    for name, value in campaign.count.items():
        print(f"{name:32} {value}")
    print(f"{'hook p50 / p99 / max, ms':32} " + " / ".join(
        f"{1000 * t:.1f}" for t in (times[len(times) // 2], times[len(times) * 99 // 100], times[-1])))
    print(f"{'seconds':32} {seconds:.1f}")
    return 1 if any(campaign.count[name] for name in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
