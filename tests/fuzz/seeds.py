#!/usr/bin/env python3
"""Writes what the fuzzer starts from, taken out of tests/data: seeds.py TARGET FOLDER."""
import glob
import hashlib
import json
import os
import sys

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data")
AGENTS = ("claude-code", "codex", "copilot", "copilot-pascalcase", "cursor", "gemini-cli", "opencode", "windsurf")
LARGEST = 8192
SECRET = "sk-fuzz-0123456789abcdef0123456789"  # as in event.cpp


def lines(pattern):
    for path in sorted(glob.glob(os.path.join(DATA, pattern), recursive=True)):
        with open(path, "rb") as file:
            yield from file.read().splitlines()


def payloads(agents=AGENTS):
    for agent in agents:
        for line in lines(agent + "/*.jsonl"):
            yield json.dumps(json.loads(line)["payload"]).encode()


def payloads_with_secrets():
    """In a value, a key, an escape, a nested text, cut in the middle: it must be found in all of them."""
    for number, payload in enumerate(payloads()):
        yield payload
        if number % 20 == 0:
            told = dict(json.loads(payload), note="key " + SECRET, **{"x" + SECRET: [SECRET]})
            text = json.dumps(told).replace(SECRET[1:], "\\u006b" + SECRET[2:], 1)
            yield text.encode()
            yield text.encode()[:text.rindex(SECRET) + len(SECRET)]
            yield b"no JSON: " + SECRET.encode()
            yield json.dumps({"tool_input": {"content": json.dumps(told)}}).encode()


def event_line(number, payload):
    """A span line as of this payload."""
    told = json.loads(payload)
    return json.dumps({
        "v": 1, "event_id": f"01JD{number:022d}", "session_id": told.get("session_id") or "s", "agent": "claude-code",
        "seq": number + 1, "ts": "2026-11-21T01:24:51.123456789Z", "kind": "tool_end", "source_event": "PostToolUse",
        "tool": told.get("tool_name"), "call_id": told.get("tool_use_id"), "parent_agent": None,
        "cwd": told.get("cwd"), "status": "ok", "duration_ms": 41, "input": told.get("tool_input"),
        "output": told.get("tool_response"), "error": None, "prompt": told.get("prompt"), "redactions": 0,
        "truncated": False, "extra": {}}, separators=(",", ":")).encode()


def span_lines():
    yield from (event_line(number, payload) for number, payload in enumerate(payloads(["claude-code"])))
    yield json.dumps({"rec_id": "01JD0000000000000000000000", "name": "n", "state": "recording", "inputs": {"a": "b"},
                      "started_at": "2026-11-21T01:24:51Z", "cwd": "/home/dev", "from_seq": 1}).encode()


def transcripts():
    """The agent's number as in transcript.cpp, from where to read, and a text: pairs of lines, and files."""
    agents = ["claude-code", "codex", "gemini-cli", "copilot", "opencode"]
    for number, agent in enumerate(agents):
        for path in sorted(glob.glob(os.path.join(DATA, agent + "-transcripts/**/*.json*"), recursive=True)):
            if path.endswith("/events.jsonl") and agent == "claude-code":
                continue
            with open(path, "rb") as file:
                text = file.read()
            yield bytes([number, 0]) + text
            told = text.splitlines() if path.endswith(".jsonl") else []
            for line, after in zip(told, told[1:]):
                yield bytes([number, 128]) + told[0] + b"\n" + line + b"\n" + after + b"\n"


def configs():
    yield b'{"capture": {"mode": "recording", "max_bytes": 1, "deny_tools": ["Bash"]}, // a comment\n "x": null}'
    yield b'{"capture.mode": "off", "sync": {"insecure": true, "every_s": 60}, "services": {"a": {"enabled": true}}}'
    yield from (b"[]", b"1e400", b'["a"]', b"true", b"60", b"", b"{")


def outbox_files():
    yield b"galdr-flags 1 capture=1 power=0 max_bytes=16777216 spill=0\n"
    yield b"1763688291000000000 5000 claude-code PreToolUse 0 12\nCLAUDE_PROJECT_DIR=/home/dev/p\n"
    yield b"galdr-spill 1 01JD0000000000000000000000 33 2 0123456789abcdef\n1763688291000000000 5 a - 0 2\n{}"


SEEDS = {"config": configs, "event": payloads_with_secrets, "hook_input": payloads, "outbox_files": outbox_files,
         "span_line": span_lines, "transcript": transcripts}


def main(target, folder):
    os.makedirs(folder, exist_ok=True)
    for seed in SEEDS[target]():
        if len(seed) <= LARGEST:
            with open(os.path.join(folder, hashlib.sha1(seed).hexdigest()), "wb") as out:
                out.write(seed)


if __name__ == "__main__":
    main(*sys.argv[1:])
