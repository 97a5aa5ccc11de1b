/** `status`, `stats`, `log …` and `audit …`: how the server does, and what was done to it. */

import { type AuditListed, auditLimit } from "../operator/audit-list.ts";
import type { ConfigChanged } from "../operator/configuration.ts";
import type { RunningStatus, Stats } from "../operator/server.ts";
import { askRunningServer, askServer, requireDataFolder } from "./ask-server.ts";
import { bytes, columns, fields, span, when } from "./columns.ts";
import { CommandError } from "./command-error.ts";
import type { CommandGroup } from "./command-table.ts";
import { present } from "./present.ts";
import { pageOptions } from "./shared-arguments.ts";

/** As of `systemctl status` for a service that doesn't run. */
const notRunning = 3;
const levels = ["debug", "info", "warn", "error"];

export const statusGroup: CommandGroup = {
  name: "status",
  summary: "Says whether the server runs.",
  commands: [
    {
      verb: "",
      summary:
        "Says whether the server runs, its version, address and uptime. The exit code is 0, or 3 if it doesn't run.",
      args: [],
      options: {},
      async run(_given, data) {
        requireDataFolder(data);
        if (process.platform === "win32") {
          throw new CommandError(
            "On Windows commands reach no running server; ask /healthz of its address",
            "failed",
          );
        }
        const answer = await askRunningServer<RunningStatus>(data, { command: "status" });
        if (!answer) {
          return { answer: { running: false }, said: "The server does not run", exitCode: notRunning };
        }
        const said = fields([
          ["running", `version ${answer.version}, pid ${answer.pid}`],
          ["listening", answer.url],
          ["public", answer.public_url === answer.url ? undefined : (answer.public_url ?? undefined)],
          ["started", `${when(answer.started_at)} (${span(answer.uptime)} ago)`],
          ["connections", String(answer.connections)],
        ]);
        return { answer, said };
      },
    },
  ],
};

export const statsGroup: CommandGroup = {
  name: "stats",
  summary: "Tells how much there is on the server.",
  commands: [
    {
      verb: "",
      summary: "Tells how much there is on the server, and of a running one how it does.",
      args: [],
      options: {},
      async run(_given, data) {
        const answer = await askServer<Stats>(data, { command: "stats" });
        const { attachments, memory, database, disk_free, event_loop_delay, uptime } = answer;
        const count = (value: number | undefined) => (value === undefined ? undefined : String(value));
        const size = (value: number | null | undefined) =>
          typeof value === "number" ? bytes(value) : undefined;
        const said = fields([
          ["members", count(answer.total_users)],
          ["online", answer.running ? count(answer.online_users) : undefined],
          ["connections", count(answer.connected_users)],
          ["channels", count(answer.total_channels)],
          ["threads", count(answer.total_threads)],
          ["roles", count(answer.total_roles)],
          ["messages", `${answer.total_messages} (${answer.messages_last_24h} in the last 24 hours)`],
          ["files", attachments && `${attachments.count} (${bytes(attachments.bytes)})`],
          ["memory", size(memory)],
          ["database", size(database)],
          ["disk free", size(disk_free)],
          [
            "event loop",
            event_loop_delay === undefined
              ? undefined
              : `${Math.round(event_loop_delay * 1000)} ms late at most`,
          ],
          ["uptime", uptime === undefined ? undefined : span(uptime)],
        ]);
        return { answer, said };
      },
    },
  ],
};

export const logGroup: CommandGroup = {
  name: "log",
  summary: "Shows and changes the level of the server's log.",
  commands: [
    {
      verb: "level",
      summary:
        "Shows the level of a running server's log, or changes it at once and in config.json (log.level).",
      args: [{ name: "LEVEL", optional: true, summary: levels.join(", ") }],
      options: {},
      async run(given, data) {
        const level = given.optional("LEVEL");
        if (level !== undefined && !levels.includes(level)) {
          throw new CommandError(`LEVEL must be one of ${levels.join(", ")}`, "usage");
        }
        requireDataFolder(data);
        const running = await askRunningServer<{ config: { log: { level: string } } }>(data, {
          command: "config_get",
        });
        if (!running) {
          throw new CommandError(
            "The server does not run; `config set log.level` changes its next start",
            "not_running",
          );
        }
        const before = running.config.log.level;
        if (level === undefined) return { answer: { level: before }, said: before };
        const request = { command: "config_set", set: { "log.level": level }, unset: [] };
        const { changed } = await askServer<ConfigChanged>(data, request);
        const said =
          changed.length === 0 ? `The level is ${level} already` : `The level was ${before}, and is ${level}`;
        return { answer: { level, before }, said };
      },
    },
  ],
};

export const auditGroup: CommandGroup = {
  name: "audit",
  summary: "Reads the audit log.",
  commands: [
    {
      verb: "list",
      summary: "Lists entries of the audit log, the newest first. All conditions that are given must match.",
      args: [],
      options: {
        actor: { type: "text", value: "NAME", summary: "a name or id; operator for the command line" },
        target: { type: "text", value: "NAME", summary: "a name or id" },
        action: { type: "text", value: "ACTION", summary: "such as user_ban" },
        category: { type: "text", value: "CATEGORY", summary: "such as user_moderation" },
        since: { type: "duration", summary: "only the last 12h or 7d, for example" },
        ...pageOptions(`50, at most ${auditLimit}`),
      },
      async run(given, data) {
        const answer = await askServer<AuditListed>(data, {
          command: "audit_list",
          limit: given.number("limit") ?? 50,
          offset: given.number("offset") ?? 0,
          ...present({
            actor: given.text("actor"),
            target: given.text("target"),
            action: given.text("action"),
            category: given.text("category"),
            since: given.number("since"),
          }),
        });
        const { entries, total } = answer;
        if (total === 0) return { answer, said: "There is no such entry" };
        const rows = entries.map(({ timestamp, action, actor_name, target_name }) => [
          when(timestamp),
          action,
          actor_name ?? "-",
          target_name ?? "-",
        ]);
        const table = columns(["TIME", "ACTION", "BY", "TARGET"], rows);
        return {
          answer,
          said: entries.length < total ? `${table}\n${entries.length} of ${total} entries` : table,
        };
      },
    },
  ],
};
