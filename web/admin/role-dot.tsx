import { people } from "../state/people.ts";
import { prefersDark } from "../state/theme.ts";
import { readableColor } from "../ui/readable-color.ts";

/** The colour of a role, before its name. */
export function RoleDot({ name }: { readonly name: string }) {
  const color = readableColor(people.value?.roles.get(name)?.color, prefersDark.value);
  return <span class="role-dot" aria-hidden="true" style={color === null ? {} : { background: color }} />;
}
