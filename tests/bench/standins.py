"""What people use instead of a recorder, and two floors under it."""
import os
import shutil
import sqlite3
import subprocess

from timing import FLOOR, Peer

CAT = "sh -c 'cat >> file'"
_SLOW, _SLOWER = 4, 8  # interpreters take part in each k-th round only


class StandIns:
    """Compiles what is C. `left_out`: {name: why}."""

    def __init__(self, folder):
        self.left_out = {}
        self._source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standins")
        self._bin = os.path.join(folder, "bin")
        os.makedirs(self._bin, exist_ok=True)
        self._sqlite = self._compile("sqlite", "-lsqlite3", "-lm", "-lpthread", "-ldl")
        if not self._sqlite:
            self.left_out["C program over SQLite"] = "no static libsqlite3"
        for name in ("exit", "append"):
            if not self._compile(name):
                raise SystemExit("run.py: the stand-ins need gcc and a static C library")
        self._musl = self._compile("exit", compiler="musl-gcc", output="exit-musl")
        if not self._musl:
            self.left_out["exit-only program, musl"] = "no musl-gcc"
        for name in ("jq", "node"):
            if not shutil.which(name):
                self.left_out[name + " append"] = f"no {name} here"

    def _compile(self, name, *libraries, compiler="gcc", output=None):
        if not shutil.which(compiler):
            return False
        command = [compiler, "-O2", "-static", "-w", "-o", os.path.join(self._bin, output or name),
                   os.path.join(self._source, name + ".c"), *libraries]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def floor(self):
        return Peer(FLOOR, [os.path.join(self._bin, "exit")])

    def cat(self, folder):
        return Peer(CAT, ["/bin/sh", "-c", f"cat >> '{folder}/cat.jsonl'"])

    def few(self, folder):
        return [self.floor(), Peer("static append", [os.path.join(self._bin, "append"), folder + "/append.jsonl"]),
                self.cat(folder)]

    def all(self, folder):
        """Every peer that can run here, writing to `folder`."""
        script = lambda program, name: [shutil.which(program), os.path.join(self._source, name)]
        peers = self.few(folder)
        if self._musl:
            peers.append(Peer("exit-only program, musl", [os.path.join(self._bin, "exit-musl")]))
        if self._sqlite:
            peers.append(Peer("C program over SQLite", [os.path.join(self._bin, "sqlite"), folder + "/c.db"]))
        if shutil.which("jq"):
            peers.append(Peer("jq append", ["/bin/sh", "-c", f"jq -c . >> '{folder}/jq.jsonl'"], every=_SLOW))
        peers.append(Peer("python append", script("python3", "append.py") + [folder + "/py.jsonl"], every=_SLOW))
        peers.append(Peer("python SQLite", script("python3", "sqlite.py") + [folder + "/py.db"], every=_SLOW))
        if shutil.which("node"):
            peers.append(Peer("node append", script("node", "append.js") + [folder + "/node.jsonl"], every=_SLOWER))
        return peers


def hold_open(folder):
    """The C program's database, held open by another process, as a daemon would: it need not checkpoint at its end."""
    db = sqlite3.connect(folder + "/c.db")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE IF NOT EXISTS ev(id INTEGER PRIMARY KEY, ts REAL, payload TEXT)")
    db.execute("SELECT count(*) FROM ev").fetchall()
    return db
