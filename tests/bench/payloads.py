"""Payloads as Claude Code sends them after a tool call, of 2 KB, 64 KB and 1 MB, always the same bytes.

tool_use_id has a slot of twelve '@' that the tools number, so that no two events are the same.
"""
import json
import os
import random

SIZES = {"2 KB": 1964, "64 KB": 64778, "1 MB": 1047724}
SLOT = "@@@@@@@@@@@@"
SESSION = "7c1f9a52-0d0b-4c3e-9a53-5a2e4a1c0b11"

_WORDS = ("alloc parser token span outbox commit fsync retry queue handler session worker cache índice größe 日本 "
          'value="x" path\\to\\f').split(" ")
_CODE = ['if (rc != SQLITE_OK) { return Err("step", rc); }', 'auto it = map.find(key);  // "lookup"',
         "const std::string_view s{buf, len};", "for (size_t i = 0; i < n; ++i) sum += v[i];", "}"]


def _log_line(chance, i):
    return (f"[2026-11-21T01:{i // 60 % 60:02d}:{i % 60:02d}.{chance.randrange(1000):03d}Z] "
            f"{('INFO', 'WARN', 'DEBUG')[i % 3]} src/{chance.choice(('db', 'hook', 'ipc'))}/store.cpp:"
            f"{chance.randrange(900)}: " + " ".join(chance.choice(_WORDS) for _ in range(9)) + "\n")


def _code_line(chance, i):
    return f"{i + 1:6d}\t" + "    " * (i % 4) + chance.choice(_CODE) + "\n"


def _payload(tool, tool_input, response_of):
    """response_of(text): the tool's response with `text` in it."""
    def make(text):
        return json.dumps({
            "session_id": SESSION,
            "transcript_path": f"/home/dev/.claude/projects/-home-dev-proj/{SESSION}.jsonl",
            "cwd": "/home/dev/proj", "permission_mode": "default", "hook_event_name": "PostToolUse",
            "tool_use_id": "toolu_" + SLOT, "tool_name": tool, "tool_input": tool_input,
            "tool_response": response_of(text)})
    return make


def _of_size(make, line, size):
    """make(text) with lines of `line` in it, exactly `size` bytes."""
    chance, pieces, i = random.Random(7), [], 0
    left = size - len(make(""))
    while True:
        piece = line(chance, i)
        cost = len(json.dumps(piece)) - 2
        if cost > left:
            return make("".join(pieces) + "." * left)
        pieces.append(piece)
        left -= cost
        i += 1


def write_payloads(folder):
    """{"2 KB": path, ...}"""
    bash = _payload("Bash", {"command": "cmake --build build -j2 && ctest --test-dir build", "timeout": 120000},
                    lambda text: {"stdout": text, "stderr": "", "interrupted": False, "isImage": False})
    source = "/home/dev/proj/src/store.cpp"
    read = _payload("Read", {"file_path": source},
                    lambda text: {"type": "text", "file": {"filePath": source, "content": text}})
    paths = {}
    for name, size in SIZES.items():
        make, line = (read, _code_line) if name == "64 KB" else (bash, _log_line)
        paths[name] = os.path.join(folder, name.replace(" ", "") + ".json")
        with open(paths[name], "w", encoding="ascii") as out:
            out.write(_of_size(make, line, size))
    return paths
