#!/usr/bin/env python3
"""Measures galdr beside what people use instead, and prints a table with the targets.

Usage: run.py [SECTION...] [--full | --smoke] [--bin DIR] [--build DIR] [--json FILE] [--markdown]

Sections, all of them by default: times cost flat together drain latency settings. Without --bin the programs of the
build folder are measured. See README.md here. Exit status: 0 measured (whatever the targets say), 1 an event was
lost, torn or doubled, or a hook failed, 2 usage or something could not be run.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

import drain_sections
import hook_sections
import report
from payloads import write_payloads
from standins import StandIns
from timing import Timer
from world import Failed, Programs

CHECKOUT = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
SECTIONS = {
    "times": ("The hook, whole processes in turn", hook_sections.times),
    "cost": ("The hook at 2 KB, counted", hook_sections.cost),
    "flat": ("The hook at 2 KB, no daemon, side by side", hook_sections.flat),
    "together": ("Hooks at once, with a daemon", drain_sections.together),
    "drain": ("The drain at 2 KB", drain_sections.drain),
    "latency": ("From the hook's exit to catalog.db", drain_sections.latency),
    "settings": ("The hook's settings, no daemon, side by side", hook_sections.settings),
}


class Scale:
    """How much is measured. `recorded`: sizes of history; `chunk`: the most that is put into an outbox at once."""

    def __init__(self, mode):
        pick = lambda smoke, quick, full: {"smoke": smoke, "quick": quick, "full": full}[mode]
        self.runs = pick(1, 3, 3)
        self.rounds = {"2 KB": pick(3, 60, 400), "64 KB": pick(3, 40, 300), "1 MB": pick(3, 16, 100)}
        self.flat_rounds = pick(3, 40, 300)
        self.recorded = pick((100,), (10_000,), (10_000, 1_000_000))
        self.burst_each, self.burst_turns = pick((2, 1), (10, 3), (25, 8))
        self.drain_events = pick(400, 20_000, 100_000)
        self.backlog = pick(400, 100_000, 1_000_000)
        self.chunk = 100_000
        self.idle_s = pick(1, 10, 60)
        self.latency_events = pick(5, 200, 1000)


class Bench:
    """What the sections share."""

    def __init__(self, programs, scale, folder):
        self.programs, self.scale, self.folder = programs, scale, folder
        self.payloads = write_payloads(folder)
        self.standins = StandIns(folder)
        self.timer = Timer(programs, folder)
        self.failures = 0

    def count_failures(self, count):
        self.failures += count


def machine():
    with open("/proc/loadavg", encoding="ascii") as load:
        return {"system": f"{platform.system()} {platform.release()}", "machine": platform.machine(),
                "cores": os.cpu_count(), "load_before": float(load.read().split()[0])}


def built_tools(build):
    """The folder of the bench's tools, built if they are not there."""
    folder = os.path.join(build, "tests/bench")
    if not os.path.exists(os.path.join(build, "CMakeCache.txt")):
        raise SystemExit(f"run.py: {build} is no build folder: run packaging/test.sh first, or name one by --build")
    for command in (["cmake", "-S", CHECKOUT, "-B", build, "-DGALDR_TESTS=ON"],
                    ["cmake", "--build", build, "--target", "bench_tools"]):
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            raise SystemExit("run.py: failed: " + " ".join(command))
    return folder


def options_of(words):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=" ".join(SECTIONS))
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument("--full", dest="mode", action="store_const", const="full", help="the slow, thorough run")
    scale.add_argument("--smoke", dest="mode", action="store_const", const="smoke", help="does it work at all?")
    parser.add_argument("--bin", help="folder of the galdr and galdr-hook to measure")
    parser.add_argument("--build", default=os.path.join(CHECKOUT, "build/release"), help="CMake's build folder")
    parser.add_argument("--tools", help="folder of the bench's tools, already built")
    parser.add_argument("--json", metavar="FILE", help="all figures, for programs")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.set_defaults(mode="quick")
    options = parser.parse_args(words)
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error("no such section: " + " ".join(unknown))
    return options


def programs_of(options):
    tools = options.tools or built_tools(options.build)
    folders = [options.bin] * 2 if options.bin else [options.build + "/drain", options.build + "/hook"]
    paths = [os.path.realpath(os.path.join(folder, name)) for folder, name in zip(folders, ("galdr", "galdr-hook"))]
    for path in paths:
        if not os.access(path, os.X_OK):
            raise SystemExit(f"run.py: no program {path}")
    return Programs(*paths, tools)


def measure(bench, options):
    """{section: {title, seconds, rows}}, each printed as soon as it is known."""
    sections, print_as = {}, report.as_markdown if options.markdown else report.as_text
    for name in options.sections or SECTIONS:
        title, section = SECTIONS[name]
        begin = time.monotonic()
        rows = section(bench)
        print(print_as(title, rows), flush=True)
        sections[name] = {"title": title, "seconds": round(time.monotonic() - begin, 1),
                          "rows": [row.as_json() for row in rows]}
    return sections


def main(words):
    options = options_of(words)
    programs = programs_of(options)
    folder = tempfile.mkdtemp(prefix="galdr-bench-")
    try:
        bench = Bench(programs, Scale(options.mode), folder)
        version = subprocess.run([programs.galdr, "--version"], capture_output=True, text=True, check=False)
        found = {"galdr": version.stdout.strip(), "mode": options.mode, "machine": machine()}
        found["sections"] = measure(bench, options)
        found["failed_events"] = bench.failures
    except Failed as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = [row for section in found["sections"].values() for row in section["rows"]]
    found["misses"] = [row["name"] for row in rows if row["ok"] is False]
    print(f"{len(found['misses'])} of {sum(row['ok'] is not None for row in rows)} targets missed; "
          f"events lost, torn or doubled, and hooks that failed: {bench.failures}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump(found, out, indent=1, ensure_ascii=False)
            out.write("\n")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
