"""The tool calls in coding agents' own transcripts, read independently of galdr.

read(agent, folder) gives {session: {call id: Call}}. A call is named, and its input shaped, as the agent's hooks do it.
`folder` is where the agent keeps them: Claude's `projects`, Codex's `sessions`, Gemini's `tmp`, Copilot's
`session-state`, opencode's `opencode.db`.
"""
import collections
import contextlib
import dataclasses
import json
import pathlib
import re
import sqlite3

MISSING = object()  # an input that no transcript tells


@dataclasses.dataclass
class Call:
    """A call as the transcript tells it."""

    tool: str
    input: object
    agent: str = ""  # the id of the subagent that made it
    statuses: tuple = ("unknown", "cancelled")  # one of these must be recorded; these: no result came
    exit_code: object = None  # None: not told
    shown: object = None  # what a command printed, as text; None: not told, or cut
    has_result: bool = False

    def ended(self, status, exit_code=None, shown=None):
        self.has_result = True
        self.exit_code = exit_code
        self.shown = shown
        self.statuses = (status,)


def json_lines(lines):
    """The JSON objects of these lines; what a killed agent left half written is no line."""
    found = []
    for line in lines:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found


def read_lines(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        return json_lines(lines)


def status_of_exit(exit_code):
    return "ok" if exit_code in (0, None) else "error"


def number_in(pattern, text):
    found = re.search(pattern, text)
    return int(found.group(1)) if found else None


# Claude Code: <project>/<session>.jsonl and <project>/<session>/subagents/agent-<id>.jsonl


def claude_blocks(line, role, kind):
    """The content blocks of that kind in a line of that role."""
    content = line.get("message", {}).get("content") if line.get("type") == role else None
    return [b for b in content if b.get("type") == kind] if isinstance(content, list) else []


def claude_text(content):
    if isinstance(content, str):
        return content
    return "\n".join(b.get("text", "") for b in content or [] if b.get("type") == "text")


# What stands in place of a command's output.
CLAUDE_WORDS = re.compile(r"<persisted-output>|Command running in background|\(Bash completed with no output\)")


def claude_result(call, result):
    text = claude_text(result.get("content"))
    if not result.get("is_error"):
        is_whole = call.tool == "Bash" and not CLAUDE_WORDS.match(text)
        return call.ended("ok", shown=text if is_whole else None)
    if re.search(r"^Permission to use .* has been denied|requested permissions to", text):
        return call.ended("denied")
    exit_code = number_in(r"\AExit code (\d+)", text)
    return call.ended("error", exit_code, text.partition("\n")[2] if exit_code and len(text) < 10000 else None)


def read_claude(folder):
    sessions = collections.defaultdict(dict)
    for path in sorted(folder.rglob("*.jsonl")):
        of_subagent = path.parent.name == "subagents"
        if not of_subagent and path.parent.parent != folder:
            continue
        calls = sessions[path.parent.parent.name if of_subagent else path.stem]
        lines = read_lines(path)
        for use in [b for line in lines for b in claude_blocks(line, "assistant", "tool_use")]:
            calls.setdefault(use["id"], Call(use["name"], use["input"], path.stem[6:] if of_subagent else ""))
        for result in [b for line in lines for b in claude_blocks(line, "user", "tool_result")]:
            if result["tool_use_id"] in calls:
                claude_result(calls[result["tool_use_id"]], result)
    return sessions


# Codex: YYYY/MM/DD/rollout-<time>-<thread>.jsonl, a file a thread; a subagent's names its parent's session.


def codex_call(item, agent):
    """The call that the model asked for; `exec` runs a script, whose calls have items of their own."""
    name = item.get("namespace", "") + ("__" if item.get("namespace", "").startswith("mcp__") else "") + item["name"]
    if item["type"] == "custom_tool_call":
        return Call(name, {"command" if name == "apply_patch" else "input": item["input"]}, agent)
    arguments = json.loads(item["arguments"])
    if item["name"] != "exec_command":
        return Call(name, arguments, agent)
    return Call("Bash", {"command": arguments["cmd"]} if "cmd" in arguments else arguments, agent)


def codex_nested_call(item, agent):
    """A call that a script made."""
    if item["type"] == "CommandExecution":
        return Call("Bash", {"command": item["command"][-1]}, agent)
    if item["type"] == "McpToolCall":
        return Call(f"mcp__{item['server']}__{item['tool']}", item["arguments"], agent)
    return Call("apply_patch", MISSING, agent)


CODEX_ENDS = {"completed": "ok", "failed": "error", "declined": "denied"}
CODEX_REFUSALS = re.compile(r"\A(unsupported call|failed to parse|apply_patch verification failed|exec_command failed)")


def codex_item(call, item):
    """A thread's item says how a call went, and all that a command printed."""
    exit_code = item.get("exit_code")
    if exit_code == -1:  # still running when the session ended
        call.statuses = ("cancelled", "unknown")
        return
    call.ended(CODEX_ENDS[item["status"]], exit_code, item.get("aggregated_output"))


def codex_output(call, output):
    text = output if isinstance(output, str) else "\n".join(b.get("text", "") for b in output)
    if call.has_result or "Process running with session ID" in text:
        return
    exit_code = number_in(r"Process exited with code (\d+)", text)
    failed = CODEX_REFUSALS.search(text) or text.startswith("Script failed")
    call.ended("error" if failed else status_of_exit(exit_code), exit_code)


def codex_thread(lines, calls, agent):
    payloads = [line["payload"] for line in lines if line.get("type") in ("response_item", "event_msg")]
    items = [p["item"] for p in payloads if p.get("type") == "item_completed"]
    for asked in [p for p in payloads if p.get("type") in ("function_call", "custom_tool_call")]:
        calls[asked["call_id"]] = codex_call(asked, agent)
    for item in [i for i in items if i["type"] in ("CommandExecution", "FileChange", "McpToolCall")]:
        codex_item(calls.setdefault(item["id"], codex_nested_call(item, agent)), item)
    for told in [p for p in payloads if p.get("type") in ("function_call_output", "custom_tool_call_output")]:
        if told["call_id"] in calls:
            codex_output(calls[told["call_id"]], told["output"])


def read_codex(folder):
    sessions = collections.defaultdict(dict)
    for path in sorted(folder.rglob("rollout-*.jsonl")):
        lines = read_lines(path)
        meta = next(line["payload"] for line in lines if line["type"] == "session_meta")
        calls = sessions[meta.get("session_id", meta["id"])]
        codex_thread(lines, calls, meta["id"] if meta.get("session_id", meta["id"]) != meta["id"] else "")
    for calls in sessions.values():  # no hook tells of a script that did as it should
        for call_id in [i for i, call in calls.items() if call.tool == "exec" and call.statuses == ("ok",)]:
            del calls[call_id]
    return sessions


# Gemini CLI: <project>/chats/session-*.jsonl and <project>/chats/<session>/<subagent>.jsonl


def gemini_response(told):
    """What the model was told: (text, is it an error)."""
    response = next((r["functionResponse"]["response"] for r in told.get("result") or []), {})
    return str(response.get("error") or response.get("output") or ""), "error" in response


def gemini_call(told, agent):
    call = Call(told["name"], told["args"], agent)
    text, is_error = gemini_response(told)
    if told["status"] == "cancelled":
        call.ended("cancelled")
    elif told["status"] != "success" or is_error:
        call.ended("error")
    else:
        exit_code = number_in(r"\nExit Code: (\d+)\nProcess Group PGID", text)
        display = told.get("resultDisplay")
        is_shell = told["name"] == "run_shell_command" and isinstance(display, str)
        call.ended(status_of_exit(exit_code), exit_code, display if is_shell else None)
    return call


def read_gemini(folder):
    sessions = collections.defaultdict(dict)
    for path in sorted(folder.glob("*/chats/**/*.jsonl")):
        lines = read_lines(path)
        head = lines[0]
        of_subagent = head.get("kind") == "subagent"
        calls = sessions[path.parent.name if of_subagent else head["sessionId"]]
        for told in [call for line in lines for call in line.get("toolCalls") or []]:
            calls[told["id"]] = gemini_call(told, head["sessionId"] if of_subagent else "")
    return sessions


# Copilot CLI: <session>/events.jsonl


def copilot_result(call, told):
    error = told.get("error") or {}
    exit_code = (told.get("shellExecution") or {}).get("exitCode")
    text = (told.get("result") or {}).get("content", "")
    if told["success"]:
        is_whole = exit_code is not None and not text.startswith("Output too large")
        return call.ended(status_of_exit(exit_code), exit_code, text.rpartition("<shellId")[0] if is_whole else None)
    return call.ended("denied" if error.get("code") in ("denied", "rejected") else "error", exit_code)


def read_copilot(folder):
    sessions = collections.defaultdict(dict)
    for path in sorted(folder.glob("*/events.jsonl")):
        calls = sessions[path.parent.name]
        for line in read_lines(path):
            told = line.get("data", {})
            if line["type"] == "tool.execution_start":
                calls[told["toolCallId"]] = Call(told["toolName"], told["arguments"], line.get("agentId", ""))
            elif line["type"] == "tool.execution_complete" and told["toolCallId"] in calls:
                copilot_result(calls[told["toolCallId"]], told)
            elif line["type"] == "abort":
                for call in [c for c in calls.values() if not c.has_result]:
                    call.statuses = ("cancelled",)
    return sessions


# opencode: a database; a subagent is a session with a parent.


def opencode_call(part, agent):
    state = part["state"]
    call = Call(part["tool"], state["input"], agent)
    metadata = state.get("metadata") or {}
    exit_code = metadata.get("exit")
    if state["status"] == "error":
        denied = re.search(r"rejected permission|prevents you from using", state.get("error") or "")
        aborted = re.search(r"abort", state.get("error") or "", re.IGNORECASE)
        call.ended("denied" if denied else "cancelled" if aborted else "error")
    elif state["status"] == "completed":
        stopped = part["tool"] == "invalid" or "shell tool terminated command" in state["output"]
        text = state["output"] if part["tool"] == "bash" and not metadata.get("truncated") else None
        call.ended("error" if stopped else status_of_exit(exit_code), exit_code, text)
    return call


def read_opencode(database):
    sessions = collections.defaultdict(dict)
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with contextlib.closing(connection):
        parents = dict(connection.execute("SELECT id, parent_id FROM session"))
        for session, data in connection.execute("SELECT session_id, data FROM part ORDER BY id"):
            part = json.loads(data)
            if part["type"] == "tool":
                call = opencode_call(part, session if parents[session] else "")
                sessions[parents[session] or session][part["callID"]] = call
    return sessions


READERS = {
    "claude-code": read_claude,
    "codex": read_codex,
    "gemini-cli": read_gemini,
    "copilot": read_copilot,
    "opencode": read_opencode,
}


def read(agent, folder):
    """{session: {call id: Call}}; sessions without a call are left out."""
    return {session: calls for session, calls in READERS[agent](pathlib.Path(folder)).items() if calls}


# The scripted model's log: a line an answer, with the tools that it asked for.


def hook_name(agent, tool):
    """A tool's name as hooks tell it; Codex's namespaces are left out, as in the log."""
    if agent == "codex":
        return "Bash" if tool == "exec_command" else re.sub(r"\A(mcp__[a-z]+__|collaboration)", "", tool)
    if agent == "opencode" and tool == "no_such_tool":
        return "invalid"
    return tool


def read_asked(agent, path):
    """How often the model asked for each tool. Codex's scripts are left out: their calls are what counts."""
    tools = [hook_name(agent, t) for line in read_lines(path) for t in line.get("tools") or []]
    return collections.Counter(tool for tool in tools if (agent, tool) != ("codex", "exec"))
