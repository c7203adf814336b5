"""What the hook costs the agent: times, instructions, system calls, memory; whether that stays so."""
import contextlib
import os
import re
import shutil
import subprocess
import tempfile

import standins
from report import Row
from timing import FLOOR, hook_peer
from world import World

_TARGETS = {("2 KB", False): 1.7, ("2 KB", True): 1.6, ("64 KB", False): 2.4, ("64 KB", True): 2.2,
            ("1 MB", False): 7, ("1 MB", True): 6.5}
_CAT_TARGETS = {("2 KB", False): 1, ("2 KB", True): 1, ("64 KB", False): 1, ("64 KB", True): 1, ("1 MB", True): 2}
_HOOK = {False: "galdr-hook, no daemon", True: "galdr-hook, daemon"}


@contextlib.contextmanager
def _folder(bench):
    path = tempfile.mkdtemp(dir=bench.folder)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _one_run(bench, size, daemon, rounds):
    """Everyone in turn; with a daemon, only the hook and what it is compared with."""
    payload = bench.payloads[size]
    with World(bench.programs, bench.folder) as world, _folder(bench) as folder:
        if daemon:
            world.start_daemon(payload)
        held = standins.hold_open(folder)
        peers = bench.standins.few(folder) if daemon else bench.standins.all(folder)
        samples = bench.timer.round_robin([*peers, hook_peer(world, _HOOK[daemon])], payload, rounds)
        held.close()
        world.settle()
        bench.count_failures(samples[_HOOK[daemon]].failed() + world.lost())
        return samples


def _ratio(samples, name, to=FLOOR):
    return samples[name].median() / samples[to].median()


def _best(runs, name, to=FLOOR):
    """The best run's ratio of medians; the tails are those of all runs."""
    ratios = [_ratio(run, name, to) for run in runs]
    return {"value": min(ratios), "runs": ratios, **sum((run[name] for run in runs[1:]), runs[0][name]).times()}


def _size_rows(size, runs):
    """`runs`: {daemon?: [run, …]}"""
    rows = []
    for daemon, name in _HOOK.items():
        rows.append(Row(f"{size}: {name}", unit="x floor", target=_TARGETS[size, daemon], **_best(runs[daemon], name)))
    for daemon, name in _HOOK.items():
        best = _best(runs[daemon], name, standins.CAT)
        rows.append(Row(f"{size}: {name}, against {standins.CAT}", best["value"], "x", _CAT_TARGETS.get((size, daemon)),
                        runs=best["runs"]))
    for name in runs[False][0]:
        if name != _HOOK[False]:
            rows.append(Row(f"{size}: {name}", unit="x floor", **_best(runs[False], name)))
    return rows


def times(bench):
    """Whole processes, side by side."""
    rows = []
    for size, rounds in bench.scale.rounds.items():
        runs = {False: [], True: []}
        for _ in range(bench.scale.runs):
            for daemon, done in runs.items():
                done.append(_one_run(bench, size, daemon, rounds))
        rows += _size_rows(size, runs)
    return rows + [Row(name, None, note=why) for name, why in bench.standins.left_out.items()]


def _instructions(world, payload):
    if not shutil.which("valgrind"):
        return None
    with open(payload, "rb") as stdin:
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *world.hook_command()]
        done = _stderr_of(command, world, stdin)
    found = re.search(rb"Collected : (\d+)", done)
    return int(found.group(1)) if found else None


def _system_calls(world, payload):
    if not shutil.which("strace"):
        return None
    with open(payload, "rb") as stdin, tempfile.NamedTemporaryFile(dir=world.dir) as log:
        _stderr_of(["strace", "-f", "-qq", "-o", log.name, *world.hook_command()], world, stdin)
        lines = log.read().decode(errors="replace").splitlines()
    return sum("(" in line and "resumed>" not in line and " --- " not in line for line in lines) or None


def _stderr_of(command, world, stdin):
    """The command's stderr, in nearly no environment: each variable costs the hook instructions."""
    env = {"GALDR_ROOT": world.root, "PATH": world.env["PATH"]}
    return subprocess.run(command, env=env, stdin=stdin, capture_output=True, check=False).stderr


def _least(measure, world, payload):
    """Of three: a hook that happens to close the outbox does more."""
    found = [measure(world, payload) for _ in range(3)]
    return None if None in found else min(found)


def _stripped_size(bench):
    """As it is installed; the whole file where there is no strip."""
    copy = os.path.join(bench.folder, "stripped")
    stripped = shutil.which("strip") and subprocess.run(
        ["strip", "-o", copy, bench.programs.hook], capture_output=True, check=False).returncode == 0
    return os.path.getsize(copy if stripped else bench.programs.hook)


def _counted(name, value, unit, target, tool):
    return Row(name, value, unit, target, "" if value is not None else f"no figures from {tool} here")


def cost(bench):
    """What does not depend on how busy the machine is."""
    payload, rows = bench.payloads["2 KB"], []
    with World(bench.programs, bench.folder) as fresh:
        calls = _system_calls(fresh, payload)
        rows.append(_counted("system calls, first event ever", calls, "", None, "strace"))
    for daemon in (False, True):
        with World(bench.programs, bench.folder) as world:
            state = "daemon" if daemon else "no daemon"
            if daemon:
                world.start_daemon(payload)
            for _ in range(3):
                world.hook(payload)
            rows.append(_counted(f"system calls, {state}", _least(_system_calls, world, payload), "",
                                 75 if daemon else None, "strace"))
            rows.append(_counted(f"instructions, {state}", _least(_instructions, world, payload), "",
                                 200_000 if daemon else None, "callgrind"))
            samples = bench.timer.round_robin([bench.standins.floor(), hook_peer(world)], payload, 5)
            rows.append(Row(f"peak memory, {state}", samples["galdr-hook"].peak_kb() / 1024, "MB", 6,
                            floor_mb=samples[FLOOR].peak_kb() / 1024))
            bench.count_failures(samples["galdr-hook"].failed())
    rows.append(Row("size of galdr-hook, stripped", _stripped_size(bench) / (1 << 20), "MB", 2))
    return rows


def _side_by_side(bench, states):
    """Rows of the hook in several data homes at once. `states`: {name: function that prepares a World}."""
    payload = bench.payloads["2 KB"]
    with contextlib.ExitStack() as stack:
        worlds = {name: stack.enter_context(World(bench.programs, bench.folder)) for name in states}
        for name, prepare in states.items():
            prepare(worlds[name])
        peers = [bench.standins.floor(), *(hook_peer(world, name) for name, world in worlds.items())]
        runs = [bench.timer.round_robin(peers, payload, bench.scale.flat_rounds) for _ in range(bench.scale.runs)]
        bench.count_failures(sum(run[name].failed() for run in runs for name in worlds))
        first = next(iter(states))
        return [Row(name, unit="x floor", against_first=_best(runs, name, first)["value"], **_best(runs, name))
                for name in states]


def flat(bench):
    """The hook's time must not depend on what has been recorded or what waits."""
    payload = bench.payloads["2 KB"]

    def recorded(count):
        def prepare(world):
            for begin in range(0, count, bench.scale.chunk):
                world.fill(payload, min(bench.scale.chunk, count - begin), 20, 1 + begin)
                world.drain()
        return prepare

    def waiting(megabytes):
        return lambda world: world.fill(payload, megabytes * (1 << 20) // os.path.getsize(payload), 20)

    states = {"nothing recorded": lambda world: None}
    states.update({f"{count:,} events recorded".replace(",", " "): recorded(count) for count in bench.scale.recorded})
    states.update({f"{size} MB waiting": waiting(size) for size in (1, 64)})
    states["a recording is on"] = lambda world: world.galdr("rec", "start", "bench")
    rows = _side_by_side(bench, states)
    for row in rows:
        row.target = _TARGETS["2 KB", False]
    return rows


def settings(bench):
    """What the settings that concern the hook cost in it."""
    def with_settings(*pairs, recording=False):
        def prepare(world):
            for key, value in pairs:
                world.galdr("config", "set", key, value)
            if recording:
                world.galdr("rec", "start", "bench")
        return prepare

    return _side_by_side(bench, {
        "durability process, mode always (defaults)": with_settings(),
        "durability power": with_settings(("capture.durability", "power")),
        "mode recording, none on": with_settings(("capture.mode", "recording")),
        "mode recording, one on": with_settings(("capture.mode", "recording"), recording=True),
        "mode off": with_settings(("capture.mode", "off"))})

