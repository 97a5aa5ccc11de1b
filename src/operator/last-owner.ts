import type { User } from "../chat/model.ts";
import type { Problem } from "./parts.ts";

export function lastOwner({ username }: Pick<User, "username">): Problem {
  return {
    problem: `'${username}' is the last owner: make another one first, with \`user create NAME --role owner\` or \`user_roles_add\``,
  };
}
