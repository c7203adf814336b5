// Written by `galdr setup opencode`. Changes made here are lost; `galdr setup opencode --undo` removes the file.
//
// Hands what happens in a session to galdr-hook: JSON on stdin, no shell. opencode waits for a tool's hooks, so each
// call of galdr-hook has a limit. Whatever goes wrong here stays here: nothing is thrown, nothing is printed.
import { spawn } from "node:child_process"

const HOOK = "@GALDR_HOOK@"
const LIMIT_MS = 5000
const MOST_SESSIONS = 8

// A tool that throws has no `tool.execute.after`: its part of the message tells of the error.
const told = (event) =>
  event.type === "session.created" || event.type === "session.idle" || event.type === "session.error" ||
  (event.type === "message.part.updated" && event.properties?.part?.type === "tool" &&
    event.properties.part.state?.status === "error")

// The latest sessions: each is told when opencode ends.
const remember = (sessions, id) => {
  sessions.delete(id)
  sessions.add(id)
  if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.values().next().value)
}

const run = (payload) =>
  new Promise((done) => {
    let child
    try {
      child = spawn(HOOK, ["--agent", "opencode"], { stdio: ["pipe", "ignore", "ignore"] })
      const timer = setTimeout(() => {
        child.kill("SIGKILL")
        done()
      }, LIMIT_MS)
      const finish = () => {
        clearTimeout(timer)
        done()
      }
      child.on("error", finish)
      child.on("close", finish)
      child.stdin.on("error", () => {})
      child.stdin.end(JSON.stringify(payload))
    } catch {
      child?.kill?.("SIGKILL")
      done()
    }
  })

export const Galdr = async ({ project, directory, worktree }) => {
  const place = { cwd: directory, worktree, project_id: project?.id }
  const running = new Set()
  const sessions = new Set()
  const send = (hook_event_name, session_id, rest) => {
    if (session_id) remember(sessions, session_id)
    const sent = run({ hook_event_name, ...place, session_id, ...rest })
    running.add(sent)
    return sent.then(() => running.delete(sent))
  }
  const relay = (name) => async (input, output) => {
    await send(name, input?.sessionID, { input, output })
  }
  return {
    event: async ({ event }) => {
      if (!told(event)) return
      const p = event.properties ?? {}
      await send("event." + event.type, p.sessionID ?? p.info?.id ?? p.part?.sessionID, { event })
    },
    "chat.message": relay("chat.message"),
    "tool.execute.before": relay("tool.execute.before"),
    "tool.execute.after": relay("tool.execute.after"),
    // opencode does not wait for `event`, and exits after this.
    dispose: async () => {
      for (const session_id of [...sessions]) send("dispose", session_id)
      await Promise.all(running)
    },
  }
}
