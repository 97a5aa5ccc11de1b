/** The table of the operator's commands. Parsing, help and docs/commands.md are made from it. */
import { banGroup, botGroup, inviteGroup, sessionGroup } from "./access-commands.ts";
import { channelGroup } from "./channel-commands.ts";
import type { CommandGroup } from "./command-table.ts";
import { configGroup } from "./config-commands.ts";
import { roleGroup } from "./role-commands.ts";
import { auditGroup, logGroup, statsGroup, statusGroup } from "./server-commands.ts";
import { userGroup } from "./user-commands.ts";

export const commandGroups: readonly CommandGroup[] = [
  statusGroup,
  statsGroup,
  userGroup,
  roleGroup,
  channelGroup,
  banGroup,
  sessionGroup,
  inviteGroup,
  botGroup,
  configGroup,
  logGroup,
  auditGroup,
];
