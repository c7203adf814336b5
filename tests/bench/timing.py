"""Peers, their samples, and what is told of them."""
import os
import statistics

from world import Failed, call

FLOOR = "exit-only program"
_WARM_UP = 2


class Peer:
    def __init__(self, name, command, env=None, every=1):
        self.name, self.command, self.env, self.every = name, command, env or {}, every


class Samples:
    """The samples of one peer in one or several runs."""

    def __init__(self, rows=()):
        self.rows = list(rows)  # (number, µs, peak kB, failed)

    def __add__(self, other):
        return Samples(self.rows + other.rows)

    def quantile(self, share):
        times = sorted(row[1] for row in self.rows)
        return times[min(len(times) - 1, round(share * (len(times) - 1)))]

    def median(self):
        return statistics.median(row[1] for row in self.rows)

    def failed(self):
        return sum(row[3] for row in self.rows)

    def peak_kb(self):
        return max(row[2] for row in self.rows)

    def numbers(self):
        return [row[0] for row in self.rows]

    def times(self):
        """For a row's columns."""
        return {"n": len(self.rows), "p50_us": round(self.median()), "p90_us": round(self.quantile(0.9)),
                "p99_us": round(self.quantile(0.99)), "max_us": round(self.quantile(1))}


def write_peers(path, peers):
    with open(path, "w", encoding="utf-8") as out:
        for peer in peers:
            out.write(f"peer {peer.name}\nevery {peer.every}\n")
            out.writelines(f"env {name}={value}\n" for name, value in peer.env.items())
            out.writelines(f"arg {word}\n" for word in peer.command)


def read_samples(text, peers):
    found = {peer.name: Samples() for peer in peers}
    for line in text.splitlines():
        peer, number, ns, peak, failed = line.split("\t")
        found[peers[int(peer)].name].rows.append((int(number), int(ns) / 1000, int(peak), int(failed)))
    empty = [name for name, samples in found.items() if not samples.rows]
    if empty:
        raise Failed("no samples of " + ", ".join(empty))
    return found


class Timer:
    """Runs the bench's tools; numbers every payload of this bench anew."""

    def __init__(self, programs, folder):
        self.programs, self.folder, self.next_number = programs, folder, 1
        self.env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": folder, "LC_ALL": "C.UTF-8"}

    def _run(self, tool, peers, before, after, events):
        path = os.path.join(self.folder, "peers")
        write_peers(path, peers)
        command = [self.programs.tool(tool), *before, path, *after[:1], str(self.next_number), *map(str, after[1:])]
        self.next_number += events
        return read_samples(call(command, self.env).stdout.decode(), peers)

    def round_robin(self, peers, payload, rounds):
        """{name: Samples}, each peer once a round, in a new order each round."""
        return self._run("bench_timer", peers, ["round"], [payload, rounds, _WARM_UP], len(peers) * (rounds + _WARM_UP))

    def burst(self, peers, payload, width, each, turns):
        """{name: Samples}, `width` of a peer at once."""
        events = len(peers) * width * each * turns
        return self._run("bench_timer", peers, ["burst"], [payload, width, each, turns], events)

    def once(self, peer):
        """Seconds and peak MB of one process that wants nothing on stdin."""
        nothing = os.path.join(self.folder, "nothing")
        with open(nothing, "wb"):
            pass
        samples = self._run("bench_timer", [peer], ["round"], [nothing, 1, 0], 1)[peer.name]
        if samples.failed():
            raise Failed(" ".join(peer.command) + " failed")
        return samples.rows[0][1] / 1e6, samples.peak_kb() / 1024

    def latency(self, hook, catalog, payload, count):
        """Samples of the wait from the hook's exit until the event is in the catalog."""
        return self._run("bench_latency", [hook], [catalog], [payload, count], count)[hook.name]


def hook_peer(world, name="galdr-hook"):
    return Peer(name, world.hook_command(), {"GALDR_ROOT": world.root, "HOME": world.dir})
