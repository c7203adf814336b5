#!/usr/bin/env python3
"""How long `galdr suggest` takes over many calls: made-up span files, indexed once, then suggested from.

    tests/bench/suggest.py GALDR [--calls N] [--only CASE]

Prints seconds and peak memory a case, best of three. It asserts nothing: times depend on the machine.
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

START = 1_790_000_000_000_000_000
VERBS = ["build", "push", "sync", "apply", "plan", "render", "publish", "index", "load", "rotate"]
FILLER = ["ls -la", "git status", "npm test", "cat README.md", "git commit -am wip", "sleep 2", "rg TODO src"]


def task(number, run):
    """The commands of one of many tasks, with a value that each run has for itself."""
    rng = random.Random(number)
    steps = []
    for step in range(rng.randrange(5, 12)):
        verb = rng.choice(VERBS)
        steps.append(f"tool{number}-{step % 4} {verb}{step} --target area{number}/{run}.yaml")
    return steps


def mixed(rng, calls):
    """A task now and then, between filler and commands that never come again."""
    out = []
    while len(out) < calls:
        if rng.random() < 0.3:
            out += task(rng.randrange(50), rng.randrange(10**6))
        else:
            out += [rng.choice(FILLER), f"once{rng.randrange(10**9)} do --it {rng.randrange(10**9)}"]
    return out[:calls]


CASES = {
    "1 000 sessions": lambda rng, n: [mixed(rng, n // 1000) for _ in range(1000)],
    "one session": lambda rng, n: [mixed(rng, n)],
    "20 000 short sessions": lambda rng, n: [mixed(rng, n // 20000) for _ in range(20000)],
    "20 000 sessions alike": lambda rng, n: [task(1, s)[:n // 20000] for s in range(20000)],
    "all calls identical": lambda rng, n: [["make all"] * (n // 100) for _ in range(100)],
    "all calls distinct": lambda rng, n: [[f"c{s}x{i} do{i} --a {i}" for i in range(n // 1000)] for s in range(1000)],
    "few commands at random": lambda rng, n: [[f"tool run{rng.randrange(20)}" for _ in range(n)]],
    "pairs in every session": lambda rng, n: [[f"tool step{(i * 7 + s) % 997}" for i in range(n // 1000)]
                                              for s in range(1000)],
}


def lines(session, commands, begin):
    base = {"v": 1, "session_id": session, "agent": "claude-code", "boot_ns": 0, "parent_agent": None, "cwd": "/w/kit",
            "error": None, "redactions": 0, "truncated": False, "extra": {}}
    seq = 0

    def line(kind, source, **more):
        nonlocal seq
        seq += 1
        ts = begin + seq * 1_000_000_000
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(ts // 10**9)) + f".{ts % 10**9:09d}Z"
        fields = {"tool": None, "call_id": None, "status": None, "duration_ms": None, "input": None, "output": None,
                  "prompt": None, **more}
        return json.dumps({**base, "event_id": f"{session}-{seq}", "seq": seq, "ts": stamp, "kind": kind,
                           "source_event": source, **fields})

    yield line("prompt", "UserPromptSubmit", prompt="go on with the work")
    for number, command in enumerate(commands):
        call = {"tool": "Bash", "call_id": f"c{number}", "input": {"command": command}}
        yield line("tool_start", "PreToolUse", **call)
        yield line("tool_end", "PostToolUse", **call, status="ok", output={"stdout": "x" * 400, "stderr": ""})


def span_file(session):
    """As the store names it: a prefix that people can read, and a hash of agent and session."""
    return f"claude-code-{session}-{hashlib.sha256(f'claude-code{chr(0)}{session}'.encode()).hexdigest()[:16]}.jsonl"


def fill(root, sessions):
    folder = root / "spans/2026/11"
    folder.mkdir(parents=True, mode=0o700)
    for path in (root, root / "spans", root / "spans/2026"):
        path.chmod(0o700)
    for number, commands in enumerate(sessions):
        text = "\n".join(lines(f"s{number}", commands, START + number * 3600 * 10**9)) + "\n"
        (folder / span_file(f"s{number}")).write_text(text)
    return sum(map(len, sessions))


def in_child(work):
    """What work() returns; a program starts with the peak memory of its parent, so the parent stays small."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, str(work()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        number = int(answer.read())
    os.wait()
    return number


def measure(galdr, env):
    best, peak, told = None, 0, 0
    for _ in range(3):
        begin = time.monotonic()
        with subprocess.Popen([galdr, "suggest", "--json"], env=env, stdout=subprocess.PIPE) as process:
            out = process.stdout.read()
            _, process.returncode, used = os.wait4(process.pid, 0)
        if process.returncode:
            sys.exit("galdr suggest failed")
        spent = time.monotonic() - begin
        best = spent if best is None else min(best, spent)
        peak, told = used.ru_maxrss // 1024, len(json.loads(out)["suggestions"])
    return best, peak, told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("galdr")
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--only")
    args = parser.parse_args()
    print(f"{'case':26}{'calls':>9}{'seconds':>9}{'peak MB':>9}{'told':>6}")
    for name, make in CASES.items():
        if args.only and args.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="galdr-suggest-") as home:
            root = pathlib.Path(home) / "g"
            calls = in_child(lambda: fill(root, make(random.Random(7), args.calls)))
            env = {"HOME": home, "GALDR_ROOT": str(root), "PATH": os.environ["PATH"]}
            subprocess.run([args.galdr, "sessions"], env=env, stdout=subprocess.DEVNULL, check=True)
            seconds, peak, told = measure(args.galdr, env)
        print(f"{name:26}{calls:9}{seconds:9.2f}{peak:9}{told:6}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
