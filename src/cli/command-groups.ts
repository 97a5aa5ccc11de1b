/** The table of all commands. Parsing, help and docs/commands.md are made from it. */

import { banGroup, botGroup, inviteGroup, sessionGroup } from "./access-commands.ts";
import { backupGroup } from "./backup.ts";
import { channelGroup } from "./channel-commands.ts";
import { chatGroup } from "./chat.ts";
import type { CommandGroup } from "./command-table.ts";
import { configGroup } from "./config-commands.ts";
import { doctorGroup } from "./doctor.ts";
import { exportGroup } from "./export.ts";
import { filesGroup } from "./files.ts";
import { healthcheckGroup } from "./healthcheck.ts";
import { importGroup } from "./import.ts";
import { restoreGroup } from "./restore.ts";
import { roleGroup } from "./role-commands.ts";
import { auditGroup, logGroup, statsGroup, statusGroup } from "./server-commands.ts";
import { setupGroup } from "./setup.ts";
import { userGroup } from "./user-commands.ts";

export const commandGroups: readonly CommandGroup[] = [
  setupGroup,
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
  backupGroup,
  restoreGroup,
  doctorGroup,
  filesGroup,
  exportGroup,
  importGroup,
  healthcheckGroup,
  chatGroup,
];
