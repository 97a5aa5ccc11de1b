import { people } from "../state/people.ts";
import { shownColor } from "./shown-color.ts";

/** The colour of a role, before its name. */
export function RoleDot({ name }: { readonly name: string }) {
  const color = shownColor(people.value?.roles.get(name)?.color);
  return <span class="role-dot" aria-hidden="true" style={color === null ? {} : { background: color }} />;
}
