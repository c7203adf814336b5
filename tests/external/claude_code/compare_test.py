#!/usr/bin/env python3
"""Does compare.py see every way in which a recording can differ from a transcript?

Fixture: two sessions of Claude Code 2.1.329, one with failures and denials, one with subagents, and what galdr recorded
of them. Each test breaks one thing in it. No compiled program is needed.
"""
import contextlib
import copy
import io
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import compare  # noqa: E402

DATA = HERE.parent.parent / "data" / "claude-code-transcripts"


def fixture_events():
    with open(DATA / "events.jsonl", encoding="utf-8", newline="\n") as lines:
        return compare.json_lines(lines)


def columns(events, transcripts=None):
    """Which columns differ, with how many differences."""
    transcripts = compare.read_transcripts(DATA / "projects") if transcripts is None else transcripts
    _, differences = compare.compare(transcripts, compare.read_events(map(json.dumps, events)))
    counts = {}
    for difference in differences:
        counts[difference.column] = counts.get(difference.column, 0) + 1
    return counts


def first(events, **wanted):
    """The first event with these values; None stands for any that is not empty."""
    return next(e for e in events if all(e[k] == v if v is not None else e[k] for k, v in wanted.items()))


class CompareTest(unittest.TestCase):
    def setUp(self):
        self.events = fixture_events()

    def test_a_recording_that_agrees_has_no_difference(self):
        rows, differences = compare.compare(
            compare.read_transcripts(DATA / "projects"), compare.read_events(map(json.dumps, self.events)))
        self.assertEqual(differences, [])
        self.assertEqual([row[1:5] for row in rows], [[8, 8, 8, 0], [7, 7, 1, 4]])

    def test_a_call_without_a_line_is_missing(self):
        lost = first(self.events, kind="tool_start", tool="Read")["call_id"]
        self.assertEqual(columns([e for e in self.events if e["call_id"] != lost]), {"missing": 1})

    def test_a_session_without_a_line_misses_all_its_calls(self):
        session = first(self.events, tool="WebFetch")["session_id"]
        self.assertEqual(columns([e for e in self.events if e["session_id"] != session]), {"missing": 8})

    def test_a_call_that_no_transcript_has_is_extra(self):
        made_up = dict(first(self.events, kind="tool_start"), call_id="toolu_none")
        self.assertEqual(columns([*self.events, made_up]), {"extra": 1})

    def test_a_call_without_an_id_is_extra(self):
        nameless = dict(first(self.events, kind="tool_start"), call_id=None)
        self.assertEqual(columns([*self.events, nameless]), {"extra": 1})

    def test_a_call_needs_one_start_and_one_end(self):
        start = first(self.events, kind="tool_start")
        end = first(self.events, kind="tool_end")
        self.assertEqual(columns([e for e in self.events if e is not start]), {"pair": 1})
        self.assertEqual(columns([e for e in self.events if e is not end]), {"pair": 1})
        self.assertEqual(columns([*self.events, end]), {"pair": 1})

    def test_another_tool_name_differs(self):
        first(self.events, kind="tool_end", tool="WebFetch")["tool"] = "Fetch"
        self.assertEqual(columns(self.events), {"tool": 1})

    def test_another_input_differs(self):
        first(self.events, kind="tool_start", tool="Bash")["input"]["command"] += " "
        self.assertEqual(columns(self.events), {"input": 1})

    def test_a_redacted_secret_is_the_same_input(self):
        start = first(self.events, kind="tool_start", source_event="PreToolUse", tool="Bash")
        start["input"]["command"] = "echo [REDACTED:token#ab12]; exit 3"
        self.assertEqual(columns(self.events), {})
        start["input"]["command"] = "printf [REDACTED:token#ab12]; exit 3"
        self.assertEqual(columns(self.events), {"input": 1})

    def test_a_call_of_a_subagent_belongs_to_it(self):
        first(self.events, kind="tool_start", parent_agent=None)["parent_agent"] = None
        first(self.events, kind="tool_end", parent_agent=None)["parent_agent"] = "another"
        self.assertEqual(columns(self.events), {"agent": 2})

    def test_a_failure_is_not_ok_and_a_success_is_no_failure(self):
        first(self.events, kind="tool_end", status="error")["status"] = "ok"
        first(self.events, kind="tool_end", status="denied")["status"] = "unknown"
        self.assertEqual(columns(self.events), {"status": 2})
        first(self.events, kind="tool_end", status="ok", parent_agent=None)["status"] = "cancelled"
        self.assertEqual(columns(self.events), {"status": 3})

    def test_a_call_without_a_result_has_no_known_end(self):
        transcripts = compare.read_transcripts(DATA / "projects")
        end = first(self.events, kind="tool_end", source_event="PostToolUse")
        transcripts[end["session_id"]][end["call_id"]].failed = None
        self.assertEqual(columns(self.events, copy.deepcopy(transcripts)), {"status": 1})
        end["status"] = "unknown"
        self.assertEqual(columns(self.events, transcripts), {})

    def test_the_exit_status_tells_whether_they_agree(self):
        with tempfile.TemporaryDirectory() as folder:
            events = os.path.join(folder, "events.jsonl")
            shutil.copy(DATA / "events.jsonl", events)
            self.assertEqual(self.status_of(DATA / "projects", events), 0)
            open(events, "w", encoding="utf-8").close()
            self.assertEqual(self.status_of(DATA / "projects", events), 1)
            self.assertEqual(self.status_of(folder, events), 2)

    def status_of(self, *arguments):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return compare.main([str(argument) for argument in arguments])


if __name__ == "__main__":
    unittest.main()
