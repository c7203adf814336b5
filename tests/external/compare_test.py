#!/usr/bin/env python3
"""Does compare.py see every way in which a recording can differ from what an agent did?

Fixtures: two sessions of Claude Code 2.1.329, one with failures and denials, one with subagents, and what galdr
recorded of them; each test breaks one thing in it. And sessions of the other agents, whose calls are told here by hand.
No compiled program is needed.
"""
import contextlib
import copy
import hashlib
import io
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import compare  # noqa: E402
import transcripts  # noqa: E402

ALL_DATA = HERE.parent / "data"
DATA = ALL_DATA / "claude-code-transcripts"


def fixture_events():
    return transcripts.read_lines(DATA / "events.jsonl")


def fixture_transcripts():
    return transcripts.read("claude-code", DATA / "projects")


def columns(events, told=None, asked=None):
    """Which columns differ, with how many differences."""
    told = fixture_transcripts() if told is None else told
    _, differences = compare.compare("claude-code", told, compare.read_events(map(json.dumps, events)), asked)
    counts = {}
    for difference in differences:
        counts[difference.column] = counts.get(difference.column, 0) + 1
    return counts


def first(events, **wanted):
    """The first event with these values; None stands for any that is not empty."""
    return next(e for e in events if all(e[k] == v if v is not None else e[k] for k, v in wanted.items()))


def mark(text, head, tail):
    whole = text.encode()
    return (f"{text[:head]}[… {len(whole)} bytes in all, sha256:{hashlib.sha256(whole).hexdigest()}, "
            f"{len(whole) - head - tail} left out …]{text[-tail:]}")


class CompareTest(unittest.TestCase):
    def setUp(self):
        self.events = fixture_events()

    def test_a_recording_that_agrees_has_no_difference(self):
        rows, differences = compare.compare(
            "claude-code", fixture_transcripts(), compare.read_events(map(json.dumps, self.events)))
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
        told = fixture_transcripts()
        end = first(self.events, kind="tool_end", source_event="PostToolUse")
        call = told[end["session_id"]][end["call_id"]]
        told[end["session_id"]][end["call_id"]] = transcripts.Call(call.tool, call.input, call.agent)
        self.assertEqual(columns(self.events, copy.deepcopy(told)), {"status": 1})
        self.assertEqual(columns([e for e in self.events if e is not end], copy.deepcopy(told)), {})
        end["status"] = "unknown"
        self.assertEqual(columns(self.events, told), {})

    def test_another_exit_code_differs(self):
        end = first(self.events, kind="tool_end", status="error", tool="Bash")
        self.assertEqual(end["exit_code"], 3)
        end["exit_code"] = 4
        self.assertEqual(columns(self.events), {"exit": 1})
        end["exit_code"] = None
        self.assertEqual(columns(self.events), {"exit": 1})

    def test_output_that_was_lost_or_is_of_another_call_differs(self):
        end = first(self.events, kind="tool_end", status="ok", tool="Bash")
        end["output"] = {"stdout": "something else"}
        self.assertEqual(columns(self.events), {"output": 1})
        end["output"] = None
        self.assertEqual(columns(self.events), {"output": 1})

    def test_a_call_whose_ends_hooks_told_has_a_duration(self):
        end = first(self.events, kind="tool_end", source_event="PostToolUse")
        end["duration_ms"] = None
        self.assertEqual(columns(self.events), {"duration": 1})
        end["source"] = "transcript"
        self.assertEqual(columns(self.events), {})

    def test_a_long_text_is_cut_and_its_mark_names_the_whole(self):
        told = fixture_transcripts()
        start = first(self.events, kind="tool_start", source_event="PreToolUse", tool="Bash")
        text = "".join(f"{i:06d}\n" for i in range(20000))
        told[start["session_id"]][start["call_id"]].input["command"] = text
        start["input"]["command"] = mark(text, 700, 70)
        self.assertEqual(columns(self.events, told), {})
        for wrong in (text, mark(text + "x", 700, 70), mark(text, 700, 70) + "x", mark("x" + text[1:], 700, 70)):
            start["input"]["command"] = wrong
            self.assertEqual(columns(self.events, told), {"input": 1})

    def test_calls_without_ids_are_paired_by_what_they_have_in_common(self):
        for event in self.events:
            event["call_id"] = "galdr-" + (event["call_id"] or "")
        self.assertEqual(columns(self.events), {})
        first(self.events, kind="tool_start", tool="WebFetch")["input"]["url"] = "https://example.org"
        self.assertEqual(columns(self.events), {"input": 1})

    def test_what_the_model_asked_for_was_recorded(self):
        asked = {"Bash": 1, "Lost": 2}
        self.assertEqual(columns(self.events, asked=transcripts.collections.Counter(asked)), {"asked": 1})

    def test_a_call_that_only_the_model_and_the_hooks_tell_of_is_not_made_up(self):
        told = fixture_transcripts()
        lost = first(self.events, kind="tool_start", tool="WebFetch")
        call = told[lost["session_id"]].pop(lost["call_id"])
        self.assertEqual(columns(self.events, told), {"extra": 1})
        self.assertEqual(columns(self.events, told, transcripts.collections.Counter({call.tool: 1})), {})

    def test_the_exit_status_tells_whether_they_agree(self):
        with tempfile.TemporaryDirectory() as folder:
            events = os.path.join(folder, "events.jsonl")
            shutil.copy(DATA / "events.jsonl", events)
            self.assertEqual(self.status_of("claude-code", DATA / "projects", events), 0)
            open(events, "w", encoding="utf-8").close()
            self.assertEqual(self.status_of("claude-code", DATA / "projects", events), 1)
            self.assertEqual(self.status_of("claude-code", folder, events), 2)
            self.assertEqual(self.status_of("another", DATA / "projects", events), 2)

    def status_of(self, *arguments):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return compare.main([str(argument) for argument in arguments])


def summary(calls):
    return [f"{c.tool} {'/'.join(c.statuses)} {c.exit_code}" for c in calls.values()]


# Each call by its tool, status and exit code, as the scripts of those runs have it.
CODEX_FAILURES = [
    "Bash error 3", "apply_patch error None", "apply_patch error None", "no_such_tool error None", "Bash error None",
    "Bash error 1", "Bash cancelled/unknown None", "Bash error 137"]
GEMINI_FAILURES = [
    "run_shell_command error 3", "read_file error None", "replace error None", "no_such_tool error None",
    "run_shell_command error None", "read_file error None"]
COPILOT_FAILURES = [
    "bash error 3", "view error None", "edit error None", "no_such_tool error None", "bash error None",
    "view denied None"]
OPENCODE_CALLS = [
    "bash error 3", "read error None", "edit error None", "invalid error None", "bash error None", "bash error None",
    "write ok None", "bash ok 0", "task ok None", "bash ok 0", "bash error 1", "bash unknown/cancelled None"]


class TranscriptsTest(unittest.TestCase):
    """The readers, over sessions whose calls were looked up by hand."""

    def failures(self, agent, folder):
        told = transcripts.read(agent, ALL_DATA / f"{agent}-transcripts" / folder)
        return next(calls for calls in told.values() if any(c.tool == "no_such_tool" for c in calls.values()))

    def subagents(self, agent, folder):
        told = transcripts.read(agent, ALL_DATA / f"{agent}-transcripts" / folder)
        return sorted(c.tool for calls in told.values() for c in calls.values() if c.agent)

    def test_codex(self):
        self.assertEqual(summary(self.failures("codex", "sessions")), CODEX_FAILURES)
        self.assertEqual(self.subagents("codex", "sessions"), ["Bash", "Bash"])

    def test_gemini(self):
        self.assertEqual(summary(self.failures("gemini-cli", "tmp")), GEMINI_FAILURES)
        self.assertEqual(
            self.subagents("gemini-cli", "tmp"), ["complete_task", "run_shell_command", "run_shell_command"])

    def test_copilot(self):
        self.assertEqual(summary(self.failures("copilot", "session-state")), COPILOT_FAILURES)
        self.assertEqual(self.subagents("copilot", "session-state"), ["bash", "bash"])

    def test_opencode(self):
        with tempfile.TemporaryDirectory() as folder:
            calls = self.opencode_sessions(os.path.join(folder, "opencode.db"))
        self.assertEqual(summary(calls), OPENCODE_CALLS)

    def opencode_sessions(self, path):
        """The calls of a database as opencode makes it, of the exported sessions."""
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE session (id TEXT, parent_id TEXT)")
            database.execute("CREATE TABLE part (id TEXT, session_id TEXT, data TEXT)")
            for file in sorted((ALL_DATA / "opencode-transcripts").glob("*.json")):
                exported = json.loads(file.read_text(encoding="utf-8"))
                info = exported["info"]
                database.execute("INSERT INTO session VALUES (?, ?)", (info["id"], info.get("parentID")))
                parts = [part for message in exported["messages"] for part in message["parts"]]
                rows = [(part["id"], info["id"], json.dumps(part)) for part in parts]
                database.executemany("INSERT INTO part VALUES (?, ?, ?)", rows)
            database.commit()
        told = transcripts.read("opencode", path)
        return {call_id: call for calls in told.values() for call_id, call in calls.items()}


if __name__ == "__main__":
    unittest.main()
