import { Type } from "@sinclair/typebox";

/** What the definitions of planted commands have in common. */
export const plantedCommand = {
  name: "planted",
  summary: "Planted.",
  login: "required",
  timedOut: "allowed",
  cost: "read",
  request: Type.Object({}),
} as const;
