"""The programs under test, and data homes of their own to run them in."""
import contextlib
import glob
import json
import os
import shutil
import subprocess
import tempfile

AGENT = "claude-code"


class Failed(Exception):
    """What was to be measured did not work; says why."""


class Programs:
    """Paths of what is measured and of the bench's own tools."""

    def __init__(self, galdr, hook, tools):
        self.galdr, self.hook, self.tools = galdr, hook, tools

    def tool(self, name):
        return os.path.join(self.tools, name)


def call(command, env, check=True, **options):
    done = subprocess.run(command, env=env, capture_output=True, check=False, stdin=subprocess.DEVNULL, **options)
    if check and done.returncode != 0:
        raise Failed(f"{' '.join(command[:3])}: exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    return done


class World:
    """A fresh GALDR_ROOT and HOME. Close it: it stops its daemon and removes everything."""

    def __init__(self, programs, folder):
        self.programs = programs
        self.dir = tempfile.mkdtemp(dir=folder)
        self.root = os.path.join(self.dir, "galdr")
        self.env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.dir, "GALDR_ROOT": self.root}
        self.with_daemon = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.with_daemon:
            call([self.programs.galdr, "daemon", "stop"], self.env, check=False)
        shutil.rmtree(self.dir, ignore_errors=True)

    def galdr(self, *args):
        return call([self.programs.galdr, *args], self.env).stdout.decode()

    def hook_command(self):
        return [self.programs.hook, "--agent", AGENT]

    def hook(self, payload):
        """One event; `payload` is a file."""
        with open(payload, "rb") as stdin:
            done = subprocess.run(self.hook_command(), env=self.env, stdin=stdin, capture_output=True, check=False)
        if done.returncode != 0 or done.stdout or done.stderr:
            raise Failed(f"the hook spoke, or exited {done.returncode}")

    def fill(self, payload, count, sessions=1, first=1):
        if count:
            os.makedirs(self.root, mode=0o700, exist_ok=True)
            call([self.programs.tool("bench_fill"), os.path.join(self.root, "outbox.db"), payload, str(first),
                  str(count), str(sessions)], self.env)

    def drain(self):
        return json.loads(self.galdr("drain", "--once", "--wait", "60", "--json"))

    def start_daemon(self, payload):
        """A daemon that holds outbox.db open, as it does after its first event."""
        self.galdr("daemon", "start")
        self.with_daemon = True
        self.hook(payload)
        self.settle()

    def settle(self):
        """Waits, through a reading command, until everything is drained."""
        self.galdr("sessions", "--json")

    def daemon_pid(self):
        return int(json.loads(self.galdr("daemon", "status", "--json"))["pid"])

    def lost(self):
        """Events that the hook reported as lost or empty, and dead ones."""
        lines = 0
        for path in glob.glob(self.root + "/hook.log*"):
            with open(path, "rb") as log:
                lines += len(log.read().splitlines())
        with contextlib.suppress(OSError):
            lines += os.path.getsize(self.root + "/hook.lost")
        return lines + json.loads(self.galdr("outbox", "--json"))["dead"]

    def span_lines(self):
        """Every whole or torn line of spans/, as bytes."""
        for path in sorted(glob.glob(self.root + "/spans/*/*/*.jsonl")):
            with open(path, "rb") as file:
                yield from file.read().split(b"\n")[:-1]
