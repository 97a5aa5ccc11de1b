import { Type } from "@sinclair/typebox";
import { changeableConfig, changeableKeys, describedKey } from "../../config/changeable.ts";
import { ConfigKeyObject, ConfigObject } from "../../protocol/objects.ts";
import { command } from "../command.ts";

const keys = [...changeableKeys.values()].map(describedKey);

export const configGet = command({
  name: "config_get",
  summary:
    "Tells the part of the configuration that members may change, with a description of each key. Secrets, addresses and paths are not in it.",
  login: "required",
  timedOut: "allowed",
  permission: "manage_server",
  cost: "read",
  request: Type.Object({}),
  reply: Type.Object({ config: ConfigObject, keys: Type.Array(ConfigKeyObject) }),
  events: [],
  errors: [],
  handler: ({ config }) => ({ reply: { config: changeableConfig(config), keys } }),
});
