/** The permissions that roles can have. */
import { people } from "../state/people.ts";
import { session } from "../state/session.ts";
import { permissionTexts } from "./texts/permission-texts.ts";

/** In the server's order, then those that only this page knows a text for, then those that roles have. */
export function permissionIds(): string[] {
  const announced = session.value?.client.server.permissions ?? [];
  const held = [...(people.value?.roles.values() ?? [])].flatMap(({ permissions }) => permissions);
  return [...new Set([...announced, ...Object.keys(permissionTexts()), ...held])];
}
