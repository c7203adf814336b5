#!/usr/bin/env python3
"""Compares the tool calls that a coding agent made with those that galdr recorded, one to one.

usage: compare.py AGENT TRANSCRIPTS EVENTS [MODEL_LOG]

TRANSCRIPTS: where the agent keeps its own (see transcripts.py).
EVENTS: what `galdr events --json` printed; - is standard input.
MODEL_LOG: JSON Lines of a scripted model, whose `tools` name what it asked for: so a call that neither the transcripts
  nor the hooks tell of is seen, and one that only the hooks tell of is not taken for made up.

Each call must be recorded with one start and one end (none where the agent was killed and told none), by the same tool,
input and subagent, with the status, the exit code and the output that the agent told, and with a duration where hooks
told of both its ends. A long text must be cut, and its mark name the bytes and the hash of the whole. Nothing else may
be recorded. Prints a table with a row a session, then each difference.

Exit status: 0 they agree, 1 they do not, 2 nothing to compare.
"""
import collections
import dataclasses
import hashlib
import json
import re
import sys

import transcripts

COUNTS = ("calls", "recorded", "failed", "subagent", "open", "untimed", "cut")
COLUMNS = ("missing", "extra", "pair", "tool", "input", "agent", "status", "exit", "output", "duration")
REDACTION = re.compile(r"\[REDACTED:[^\]]*\]")
CUT = re.compile(r"\[… (\d+) bytes in all, sha256:([0-9a-f]{64}), (\d+) left out …\]")
LONGEST = 64 << 10  # bytes of a text that is not cut


@dataclasses.dataclass
class Recorded:
    """What was recorded under one call id."""

    starts: list = dataclasses.field(default_factory=list)
    ends: list = dataclasses.field(default_factory=list)

    def events(self):
        return self.starts + self.ends


Difference = collections.namedtuple("Difference", "session call_id column text")


def read_events(lines):
    """{session: {call id: Recorded}}. A call without an id is there by its event's id, so that it counts as extra."""
    sessions = collections.defaultdict(lambda: collections.defaultdict(Recorded))
    for event in map(json.loads, lines):
        if event["kind"] not in ("tool_start", "tool_end"):
            continue
        recorded = sessions[event["session_id"]][event["call_id"] or event["event_id"]]
        (recorded.starts if event["kind"] == "tool_start" else recorded.ends).append(event)
    return {session: dict(calls) for session, calls in sessions.items()}


# Values: equal but for what galdr leaves out on purpose.


def same_redacted(told, kept):
    """A mark in `kept` stands for any text."""
    pattern = ".+".join(map(re.escape, REDACTION.split(kept)))
    return re.fullmatch(pattern, told, re.DOTALL) is not None


def same_cut(told, kept):
    """Head and tail are there, and the mark between them is that of the whole."""
    mark = CUT.search(kept)
    head, tail = kept[: mark.start()], kept[mark.end():]
    whole = told.encode()
    left_out = len(whole) - len(head.encode()) - len(tail.encode())
    sums = (str(len(whole)), hashlib.sha256(whole).hexdigest(), str(left_out))
    if REDACTION.search(head + tail):
        return mark.groups()[:2] == sums[:2]
    return mark.groups() == sums and head != "" != tail and told.startswith(head) and told.endswith(tail)


def same_text(told, kept):
    if len(told.encode()) > LONGEST:
        return CUT.search(kept) is not None and same_cut(told, kept)
    return told == kept or (REDACTION.search(kept) is not None and same_redacted(told, kept))


def same_value(told, kept):
    if isinstance(told, dict) and isinstance(kept, dict):
        return told.keys() == kept.keys() and all(same_value(told[k], kept[k]) for k in told)
    if isinstance(told, list) and isinstance(kept, list):
        return len(told) == len(kept) and all(map(same_value, told, kept))
    if isinstance(told, str) and isinstance(kept, str):
        return same_text(told, kept)
    return type(told) is type(kept) and told == kept


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


def letters(text):
    return re.sub(r"\W+", "", text)


def shows(event, shown):
    """Is the text somewhere in the event's output? Agents wrap it in their own words, and trim its lines."""
    kept = [*texts_of(event["output"]), event["error"] or ""]
    if len(shown.encode()) > LONGEST:
        return any(CUT.search(text) and same_cut(shown, text) for text in kept)
    lines = [line for line in map(letters, shown.splitlines()) if line]
    held = letters("\n".join(kept))
    return all(line in held or "REDACTED" in held for line in lines[:1] + lines[-1:])


# One call


def differences_of_end(call, end):
    if end["status"] not in call.statuses:
        yield "status", f"{end['status']}, not {' or '.join(call.statuses)}"
    if (end.get("exit_code") or 0) != (call.exit_code or 0) or (call.exit_code == 0 and end.get("exit_code") is None):
        yield "exit", f"{end.get('exit_code')}, not {call.exit_code}"
    if call.has_result and end["output"] is None and not end["error"]:
        yield "output", "nothing was recorded"
    elif call.shown and not shows(end, call.shown):
        yield "output", f"{json.dumps(end['output'])[:200]} has not {call.shown[:100]!r}"


def is_told_by_hooks(recorded):
    return all(event.get("source") is None for event in recorded.events())


def differences_of(call, recorded):
    """(column, text) of each thing that differs."""
    is_open = not recorded.ends and not call.has_result
    if len(recorded.starts) != 1 or len(recorded.ends) != (0 if is_open else 1):
        yield "pair", f"{len(recorded.starts)} starts, {len(recorded.ends)} ends"
    for event in recorded.events():
        what = f"{event['kind']} of {event['source_event']}"
        if event["tool"] != call.tool:
            yield "tool", f"{what}: {event['tool']}, not {call.tool}"
        if (event["parent_agent"] or "") != call.agent:
            yield "agent", f"{what}: in {event['parent_agent']}, not {call.agent or None}"
    for event in recorded.starts:
        if call.input is not transcripts.MISSING and not same_value(call.input, event["input"]):
            yield "input", f"{json.dumps(event['input'])[:300]}, not {json.dumps(call.input)[:300]}"
    for event in recorded.ends:
        yield from differences_of_end(call, event)
        if event["duration_ms"] is None and event["status"] != "unknown" and is_told_by_hooks(recorded):
            yield "duration", "both ends were told by hooks, and it has none"


# One session: which recorded call is which of the transcript's? Some agents' hooks tell no ids.


def is_alike(call, recorded):
    first = recorded.events()[0]
    return first["tool"] == call.tool and same_value(call.input, first["input"])


def is_same(call, recorded):
    return is_alike(call, recorded) and (recorded.events()[0]["parent_agent"] or "") == call.agent


def is_of_tool(call, recorded):
    return recorded.events()[0]["tool"] == call.tool


def paired(calls, recorded):
    """{call id of the transcript: that of the recording}: by id, then by what they have in common, in their order."""
    names = {call_id: call_id for call_id in calls if call_id in recorded}
    for alike in (is_same, is_alike, is_of_tool):
        free = [call_id for call_id in recorded if call_id.startswith("galdr-") and call_id not in names.values()]
        for call_id in [i for i in calls if i not in names]:
            found = next((name for name in free if alike(calls[call_id], recorded[name])), None)
            if found:
                names[call_id] = found
                free.remove(found)
    return names


def compare_session(session, calls, recorded, only_asked):
    """`only_asked`: calls by tool that the model asked for and no transcript tells; those found here are taken out."""
    names = paired(calls, recorded)
    for call_id, call in calls.items():
        if call_id not in names:
            yield Difference(session, call_id, "missing", f"{call.tool} was not recorded")
            continue
        for difference in differences_of(call, recorded[names[call_id]]):
            yield Difference(session, call_id, *difference)
    for call_id in [i for i in recorded if i not in names.values()]:
        tool = recorded[call_id].events()[0]["tool"]
        if only_asked[tool] > 0 and len(recorded[call_id].starts) == len(recorded[call_id].ends) == 1:
            only_asked[tool] -= 1
            continue
        yield Difference(session, call_id, "extra", f"{tool} is in no transcript")


def row(session, calls, recorded, found):
    """A line of the table: each column counts the calls that differ in it."""
    per_column = {column: len({d.call_id for d in found if d.column == column}) for column in COLUMNS}
    failed = sum(call.has_result and call.statuses != ("ok",) for call in calls.values())
    subagents = sum(call.agent != "" for call in calls.values())
    still_open = sum(not r.ends for r in recorded.values())
    untimed = sum(end["duration_ms"] is None for r in recorded.values() for end in r.ends)
    cut = sum(any(CUT.search(t) for e in r.events() for t in texts_of([e["input"], e["output"]]))
              for r in recorded.values())
    return [session, len(calls), len(recorded), failed, subagents, still_open, untimed, cut, *per_column.values()]


def asked_and_not_recorded(agent, asked, events):
    recorded = collections.Counter(
        transcripts.hook_name(agent, r.events()[0]["tool"]) for calls in events.values() for r in calls.values())
    for tool, count in (asked - recorded).items():
        yield Difference("-", "-", "asked", f"{tool}: the model asked {asked[tool]} times, {count} are not recorded")


def compare(agent, told, events, asked=None):
    """(rows of the table, differences) of all sessions that either side knows. `asked`: as read_asked() gives it."""
    rows, differences = [], list(asked_and_not_recorded(agent, asked or collections.Counter(), events))
    only_asked = collections.Counter(asked)
    only_asked.subtract(transcripts.hook_name(agent, c.tool) for calls in told.values() for c in calls.values())
    for session in sorted(told.keys() | events.keys()):
        calls, recorded = told.get(session, {}), events.get(session, {})
        found = list(compare_session(session, calls, recorded, only_asked))
        rows.append(row(session, calls, recorded, found))
        differences += found
    return rows, differences


def print_table(rows):
    head = ["session", *COUNTS, *COLUMNS]
    total = ["total", *(sum(column) for column in list(zip(*rows))[1:])]
    for line in [head, *rows, total]:
        print(f"{line[0]:36}", *(f"{cell:>{len(name)}}" for name, cell in zip(head[1:], line[1:])), sep="  ")


def main(arguments):
    if len(arguments) not in (3, 4) or arguments[0] not in transcripts.READERS:
        print(__doc__, file=sys.stderr)
        return 2
    agent, folder, path = arguments[:3]
    told = transcripts.read(agent, folder)
    with sys.stdin if path == "-" else open(path, encoding="utf-8", newline="\n") as lines:
        events = read_events(lines)
    if not told:
        print(f"no tool call in the transcripts of {folder}", file=sys.stderr)
        return 2
    asked = transcripts.read_asked(agent, arguments[3]) if len(arguments) == 4 else None
    rows, differences = compare(agent, told, events, asked)
    print_table(rows)
    for d in differences:
        print(f"{d.column}: {d.session} {d.call_id}: {d.text}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
