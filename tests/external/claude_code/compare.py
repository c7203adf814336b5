#!/usr/bin/env python3
"""Compares the tool calls in Claude Code's own transcripts with those that galdr recorded, one to one.

usage: compare.py TRANSCRIPTS EVENTS

TRANSCRIPTS: Claude's projects folder (<project>/<session>.jsonl, and <session>/subagents/agent-<id>.jsonl).
EVENTS: what `galdr events --json` printed; - is standard input.

Each call of a transcript must be recorded with one start and one end, by the same id, tool, input and subagent, and
with a status that agrees with the result the model was shown; nothing else may be recorded. Prints a table with a row
a session, then each difference. Exit status: 0 they agree, 1 they do not, 2 nothing to compare.
"""
import collections
import dataclasses
import json
import pathlib
import re
import sys

COLUMNS = ("missing", "extra", "pair", "tool", "input", "agent", "status")
FAILURES = ("error", "denied", "cancelled")
REDACTION = re.compile(r"\[REDACTED:[^\]]*\]")


@dataclasses.dataclass
class Call:
    """A call as the transcript tells it; `failed` is None where no result came."""

    tool: str
    input: object
    agent: str
    failed: object = None


@dataclasses.dataclass
class Recorded:
    """What was recorded under one call id."""

    starts: list = dataclasses.field(default_factory=list)
    ends: list = dataclasses.field(default_factory=list)


Difference = collections.namedtuple("Difference", "session call_id column text")


def json_lines(lines):
    return [json.loads(line) for line in lines if line.strip()]


def blocks(line, role, kind):
    """The content blocks of that kind in a transcript's line of that role."""
    content = line.get("message", {}).get("content") if line.get("type") == role else None
    return [b for b in content if b.get("type") == kind] if isinstance(content, list) else []


def add_transcript(sessions, path):
    """Adds a transcript's calls to {session: {call id: Call}}."""
    subagent = path.stem[len("agent-"):] if path.parent.name == "subagents" else ""
    calls = sessions[path.parent.parent.name if subagent else path.stem]
    results = {}
    with open(path, encoding="utf-8") as lines:
        for line in json_lines(lines):
            for use in blocks(line, "assistant", "tool_use"):
                calls.setdefault(use["id"], Call(use["name"], use["input"], subagent))
            for result in blocks(line, "user", "tool_result"):
                results[result["tool_use_id"]] = bool(result.get("is_error"))
    for call_id, failed in results.items():
        if call_id in calls:
            calls[call_id].failed = failed


def read_transcripts(folder):
    sessions = collections.defaultdict(dict)
    for path in sorted(pathlib.Path(folder).rglob("*.jsonl")):
        if path.parent.name == "subagents" or path.parent.parent == pathlib.Path(folder):
            add_transcript(sessions, path)
    return dict(sessions)


def read_events(lines):
    """{session: {call id: Recorded}}. A call without an id is there by its event's id, so that it counts as extra."""
    sessions = collections.defaultdict(lambda: collections.defaultdict(Recorded))
    for event in json_lines(lines):
        calls = sessions[event["session_id"]]
        if event["kind"] not in ("tool_start", "tool_end"):
            continue
        recorded = calls[event["call_id"] or event["event_id"]]
        (recorded.starts if event["kind"] == "tool_start" else recorded.ends).append(event)
    return {session: dict(calls) for session, calls in sessions.items()}


def same_value(told, kept):
    """Equal, but for secrets: a mark in `kept` stands for any text."""
    if isinstance(told, dict) and isinstance(kept, dict):
        return told.keys() == kept.keys() and all(same_value(told[k], kept[k]) for k in told)
    if isinstance(told, list) and isinstance(kept, list):
        return len(told) == len(kept) and all(map(same_value, told, kept))
    if isinstance(told, str) and isinstance(kept, str) and REDACTION.search(kept):
        pattern = ".+".join(map(re.escape, REDACTION.split(kept)))
        return re.fullmatch(pattern, told, re.DOTALL) is not None
    return type(told) is type(kept) and told == kept


def allowed_statuses(call):
    if call.failed is None:
        return ("unknown",)
    return FAILURES if call.failed else ("ok",)


def differences_of(call, recorded):
    """(column, text) of each thing that differs."""
    found = []
    if (len(recorded.starts), len(recorded.ends)) != (1, 1):
        found.append(("pair", f"{len(recorded.starts)} starts, {len(recorded.ends)} ends"))
    for event in recorded.starts + recorded.ends:
        what = f"{event['kind']} of {event['source_event']}"
        if event["tool"] != call.tool:
            found.append(("tool", f"{what}: {event['tool']}, not {call.tool}"))
        if (event["parent_agent"] or "") != call.agent:
            found.append(("agent", f"{what}: in {event['parent_agent']}, not {call.agent or None}"))
    for event in recorded.starts:
        if not same_value(call.input, event["input"]):
            found.append(("input", f"{json.dumps(event['input'])[:300]}, not {json.dumps(call.input)[:300]}"))
    for event in recorded.ends:
        if event["status"] not in allowed_statuses(call):
            found.append(("status", f"{event['status']}, not {' or '.join(allowed_statuses(call))}"))
    return found


def compare_session(session, calls, recorded):
    found = []
    for call_id, call in calls.items():
        if call_id not in recorded:
            found.append(Difference(session, call_id, "missing", f"{call.tool} was not recorded"))
            continue
        found += [Difference(session, call_id, *d) for d in differences_of(call, recorded[call_id])]
    for call_id in recorded.keys() - calls.keys():
        found.append(Difference(session, call_id, "extra", "recorded, and not in the transcript"))
    return found


def row(session, calls, recorded, found):
    """A line of the table: each column counts the calls that differ in it."""
    per_column = {column: len({d.call_id for d in found if d.column == column}) for column in COLUMNS}
    failed = sum(call.failed is True for call in calls.values())
    subagents = sum(call.agent != "" for call in calls.values())
    return [session, len(calls), len(recorded), failed, subagents, *per_column.values()]


def compare(transcripts, events):
    """(rows of the table, differences) of all sessions that either side knows."""
    rows, differences = [], []
    for session in sorted(transcripts.keys() | events.keys()):
        calls, recorded = transcripts.get(session, {}), events.get(session, {})
        found = compare_session(session, calls, recorded)
        rows.append(row(session, calls, recorded, found))
        differences += found
    return rows, differences


def print_table(rows):
    head = ["session", "calls", "recorded", "failed", "subagent", *COLUMNS]
    total = ["total", *(sum(column) for column in list(zip(*rows))[1:])]
    for line in [head, *rows, total]:
        print(f"{line[0]:36}", *(f"{cell:>{len(name)}}" for name, cell in zip(head[1:], line[1:])), sep="  ")


def main(arguments):
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    transcripts = read_transcripts(arguments[0])
    with sys.stdin if arguments[1] == "-" else open(arguments[1], encoding="utf-8", newline="\n") as lines:
        events = read_events(lines)
    if not any(transcripts.values()):
        print(f"no tool call in the transcripts of {arguments[0]}", file=sys.stderr)
        return 2
    rows, differences = compare(transcripts, events)
    print_table(rows)
    for d in differences:
        print(f"{d.column}: {d.session} {d.call_id}: {d.text}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
