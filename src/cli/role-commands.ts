/** `role …`: the roles of the server. */
import type { ListedRole } from "../operator/roles.ts";
import { askServer } from "./ask-server.ts";
import { columns, fields } from "./columns.ts";
import { CommandError } from "./command-error.ts";
import type { CommandGroup, CommandOption, Given, TableCommand } from "./command-table.ts";
import { say } from "./plain.ts";
import { present } from "./present.ts";

const role = { name: "ROLE", summary: "the name or id of a role" };
const look = {
  color: { type: "text", value: "COLOR", summary: "such as #2259c7; none removes it" },
  description: { type: "text", summary: "what the role is for" },
  category: { type: "text", summary: "the heading that it is listed under" },
  hoisted: { type: "text", value: "yes|no", summary: "its members have their own section in the list" },
  "self-assignable": { type: "text", value: "yes|no", summary: "members may take it themselves" },
} as const satisfies Readonly<Record<string, CommandOption>>;

const list: TableCommand = {
  verb: "list",
  summary: "Lists the roles, the highest first.",
  args: [],
  options: {},
  async run(_given, data) {
    const answer = await askServer<{ roles: ListedRole[] }>(data, { command: "role_list" });
    const rows = answer.roles.map(({ name, members, permissions }) => [
      name,
      String(members),
      permissions.length > 3 ? `${permissions.length} permissions` : permissions.join(", ") || "-",
    ]);
    return { answer, said: columns(["ROLE", "MEMBERS", "PERMISSIONS"], rows) };
  },
};

const show: TableCommand = {
  verb: "show",
  summary: "Shows a role with its permissions.",
  args: [role],
  options: {},
  async run(given, data) {
    const found = await askServer<ListedRole>(data, { command: "role_show", role: given.argument("ROLE") });
    const said = fields([
      ["name", found.name],
      ["id", found.id],
      ["description", found.description ?? undefined],
      ["color", found.color ?? undefined],
      ["category", found.category ?? undefined],
      ["members", String(found.members)],
      ["hoisted", found.hoisted ? "yes" : "no"],
      ["self-assignable", found.self_assignable ? "yes" : "no"],
      ["permissions", found.permissions.length > 0 ? found.permissions : "none"],
    ]);
    return { answer: found, said };
  },
};

const create: TableCommand = {
  verb: "create",
  summary: "Makes a role, right above the roles of newcomers.",
  args: [{ name: "ROLE", summary: "its name, 1-32 characters" }],
  options: {
    permission: { type: "text", value: "ID", multiple: true, summary: "a permission by its name" },
    ...look,
  },
  async run(given, data) {
    const permissions = given.texts("permission");
    const answer = await askServer<{ id: string; name: string }>(data, {
      command: "role_create",
      role: given.argument("ROLE"),
      fields: { permissions, ...lookOf(given) },
    });
    return { answer, said: say`Created the role ${answer.name}` };
  },
};

const update: TableCommand = {
  verb: "update",
  summary: "Changes a role: its name, its look and its permissions.",
  args: [role],
  options: {
    name: { type: "text", summary: "the new name" },
    grant: { type: "text", value: "ID", multiple: true, summary: "a permission to add" },
    revoke: { type: "text", value: "ID", multiple: true, summary: "a permission to remove" },
    ...look,
  },
  async run(given, data) {
    const changed = { ...present({ name: given.text("name") }), ...lookOf(given) };
    const [grant, revoke] = [given.texts("grant"), given.texts("revoke")];
    if (Object.keys(changed).length + grant.length + revoke.length === 0) {
      throw new CommandError("Name what to change; see role update --help", "usage");
    }
    const request = { command: "role_update", role: given.argument("ROLE"), fields: changed, grant, revoke };
    const answer = await askServer<ListedRole>(data, request);
    return { answer, said: say`Changed the role ${answer.name}` };
  },
};

const remove: TableCommand = {
  verb: "delete",
  summary:
    "Deletes a role, and takes it from its members. The roles owner, admin and user stay, and those that channels name.",
  args: [role],
  options: {},
  async run(given, data) {
    const request = { command: "role_delete", role: given.argument("ROLE") };
    const answer = await askServer<{ id: string; name: string }>(data, request);
    return { answer, said: say`Deleted the role ${answer.name}` };
  },
};

const move: TableCommand = {
  verb: "move",
  summary: "Moves a role right above or below another one. The role owner is always the highest.",
  args: [role],
  options: {
    above: { type: "text", value: "ROLE", summary: "the role that comes right below it" },
    below: { type: "text", value: "ROLE", summary: "the role that comes right above it" },
  },
  async run(given, data) {
    const [above, below] = [given.text("above"), given.text("below")];
    const to = above ?? below;
    if (to === undefined || (above !== undefined && below !== undefined)) {
      throw new CommandError("Give one of --above and --below", "usage");
    }
    const request = { command: "role_move", role: given.argument("ROLE"), to, isAbove: above !== undefined };
    const answer = await askServer<{ roles: string[] }>(data, request);
    return { answer, said: say`The order is: ${answer.roles.join(", ")}` };
  },
};

export const roleGroup: CommandGroup = {
  name: "role",
  summary: "Looks after roles and their permissions.",
  commands: [list, show, create, update, remove, move],
};

function lookOf(given: Given): Record<string, unknown> {
  const color = given.text("color");
  return present({
    color: color === "none" ? null : color,
    description: given.text("description"),
    category: given.text("category"),
    hoisted: yesOrNo(given, "hoisted"),
    self_assignable: yesOrNo(given, "self-assignable"),
  });
}

function yesOrNo(given: Given, option: string): boolean | undefined {
  const text = given.text(option);
  if (text === undefined || text === "yes" || text === "no")
    return text === undefined ? undefined : text === "yes";
  throw new CommandError(`--${option} needs yes or no`, "usage");
}
