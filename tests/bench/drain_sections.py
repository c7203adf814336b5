"""What happens behind the hook: many at once, the drain's speed, how soon an event can be seen."""
import collections
import json
import os
import sqlite3
import time

from payloads import SLOT
from report import Row
from timing import FLOOR, Peer, hook_peer
from world import Failed, World


def _stored(world):
    """How often each numbered event is in spans/, how many lines are torn or not as sent, rows of the catalog."""
    seen, torn, texts = collections.Counter(), 0, set()
    for line in world.span_lines():
        try:
            event = json.loads(line)
            if "amends" not in event and SLOT not in event["call_id"]:
                seen[int(event["call_id"].removeprefix("toolu_"))] += 1
                texts.add(json.dumps(event["output"], sort_keys=True))
        except (ValueError, KeyError, TypeError):
            torn += 1
    db = sqlite3.connect(f"file:{world.root}/catalog.db?mode=ro", uri=True)
    rows = db.execute("SELECT count(*) FROM event WHERE superseded = 0").fetchone()[0]
    db.close()
    return seen, torn + max(0, len(texts) - 1), rows


def _at_once(bench, width):
    payload = bench.payloads["2 KB"]
    with World(bench.programs, bench.folder) as world:
        world.start_daemon(payload)
        before, _, rows_before = _stored(world)
        samples = bench.timer.burst([bench.standins.floor(), hook_peer(world)], payload, width,
                                    bench.scale.burst_each, bench.scale.burst_turns)
        world.settle()
        world.drain()
        seen, torn, rows = _stored(world)
        hooks, floor = samples["galdr-hook"], samples[FLOOR]
        sent = hooks.numbers()
        seen.subtract(before)
        missing = sum(seen[number] == 0 for number in sent)
        double = sum(seen[number] > 1 for number in sent)
        failed = hooks.failed() + world.lost()
        bench.count_failures(failed + missing + double + torn)
        name = f"{width} at once"
        return [
            Row(f"{name}: exit-only programs", 1.0, "x floor", **floor.times()),
            Row(f"{name}: hooks, p99 against p99", hooks.quantile(0.99) / floor.quantile(0.99), "x floor",
                1.5 if width == 32 else None, p50_ratio=hooks.median() / floor.median(), **hooks.times()),
            Row(f"{name}: sent and not in spans/", missing, f"of {len(sent)}", 0),
            Row(f"{name}: sent and not in the catalog", len(sent) - (rows - rows_before), f"of {len(sent)}", 0),
            Row(f"{name}: there twice", double, "", 0), Row(f"{name}: torn or changed", torn, "", 0),
            Row(f"{name}: hooks that failed or lost an event", failed, "", 0)]


def together(bench):
    """Hooks at once, while the daemon drains, and whether every event arrived once and whole."""
    return [row for width in (8, 32) for row in _at_once(bench, width)]


def _drain_slice(bench, world, rows=0):
    """Seconds and peak MB of one drain. Through the timer: a child starts with its parent's peak memory."""
    command = [bench.programs.galdr, "drain", "--once", "--wait", "60", *(["--max-rows", str(rows)] if rows else [])]
    return bench.timer.once(Peer("drain", command, {"GALDR_ROOT": world.root, "HOME": world.dir}))


def _whole(bench, sessions, name, least):
    count = bench.scale.drain_events
    with World(bench.programs, bench.folder) as world:
        world.fill(bench.payloads["2 KB"], count, sessions)
        seconds, peak = _drain_slice(bench, world)
        stored = sum(_stored(world)[0].values())
        bench.count_failures(count - stored)
        return [Row(name, count / seconds, "events/s", least, at_least=True, events=count),
                Row(f"{name}: peak memory of galdr drain --once", peak, "MB", 64)]


def _backlog(bench):
    count, slices = bench.scale.backlog, 10
    with World(bench.programs, bench.folder) as world:
        for begin in range(0, count, bench.scale.chunk):
            world.fill(bench.payloads["2 KB"], min(bench.scale.chunk, count - begin), 20, 1 + begin)
        rates, peak = [], 0
        for _ in range(slices):
            seconds, memory = _drain_slice(bench, world, count // slices)
            rates.append(count / slices / seconds)
            peak = max(peak, memory)
        left = json.loads(world.galdr("outbox", "--json", "--no-drain"))["pending"]
        bench.count_failures(left)
    name = f"backlog of {count:,}".replace(",", " ")
    return [Row(f"{name}: slice {i + 1}", rate, "events/s") for i, rate in enumerate(rates)] + [
        Row(f"{name}: first slice against last", rates[0] / rates[-1], "x"),
        Row(f"{name}: peak memory of galdr drain --once", peak, "MB", 64), Row(f"{name}: not drained", left, "", 0)]


def _idle(bench):
    with World(bench.programs, bench.folder) as world:
        world.start_daemon(bench.payloads["2 KB"])
        pid, seconds = world.daemon_pid(), bench.scale.idle_s
        time.sleep(1)
        before = _process(pid)
        time.sleep(seconds)
        after = _process(pid)
    name = f"idle daemon, {seconds} s"
    if before is None or after is None:
        return [Row(name, None, note="no /proc here")]
    return [Row(f"{name}: memory", after["rss_mb"], "MB", 12),
            Row(f"{name}: CPU", after["ticks"] - before["ticks"], f"ticks of 1/{os.sysconf('SC_CLK_TCK')} s", 0),
            Row(f"{name}: wakeups", after["wakeups"] - before["wakeups"], "")]


def _process(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            told = dict(line.split(":", 1) for line in status)
    except OSError:
        return None
    return {"ticks": int(fields[11]) + int(fields[12]), "rss_mb": int(told["VmRSS"].split()[0]) / 1024,
            "wakeups": int(told["voluntary_ctxt_switches"])}


def drain(bench):
    """Events a second, and what the drain and an idle daemon take."""
    return [*_whole(bench, 1, "one session", 25_000), *_whole(bench, 200, "200 sessions in turn", 10_000),
            *_backlog(bench), *_idle(bench)]


def latency(bench):
    """From the hook's exit until another program sees the event in catalog.db."""
    payload = bench.payloads["2 KB"]
    with World(bench.programs, bench.folder) as world:
        world.start_daemon(payload)
        catalog = world.root + "/catalog.db"
        if not os.path.exists(catalog):
            raise Failed("the daemon made no catalog")
        samples = bench.timer.latency(hook_peer(world), catalog, payload, bench.scale.latency_events)
        bench.count_failures(samples.failed() + world.lost())
    return [Row("p50", samples.median() / 1000, "ms", 5, **samples.times()),
            Row("p99", samples.quantile(0.99) / 1000, "ms", 50)]
