/** `user erase`: removes what the server knows of a person (docs/personal-data.md). */
import type { Person } from "../operator/person.ts";
import type { Erasure } from "../operator/user-erase.ts";
import { askServer } from "./ask-server.ts";
import type { TableCommand } from "./command-table.ts";
import { confirmed, yesOption } from "./confirmed.ts";
import { plain, say } from "./plain.ts";

/** Milliseconds: a server with millions of messages takes minutes. */
const patience = 600_000;

export const erase: TableCommand = {
  verb: "erase",
  summary:
    "Erases what the server knows of a member or former member. Their messages stay, without their name.",
  args: [{ name: "NAME", summary: "an id, or a name that only one person has or had" }],
  options: {
    messages: { type: "flag", summary: "their messages are deleted too" },
    yes: yesOption,
  },
  async run(given, data) {
    const messages = given.flag("messages");
    const theirs = messages ? "their messages go too" : "their messages stay, without their name";
    const { id, username, former } = await askServer<Person>(data, {
      command: "person_find",
      name: given.argument("NAME"),
    });
    const who = `${plain(username)} (${plain(id)}${former ? ", who left" : ""})`;
    await confirmed(given, `Erase all that is known of ${who}, for ever? ${theirs}`, "erase the person");
    // By the id: the name may belong to somebody else when the answer comes.
    const request = { command: "user_erase", name: id, messages };
    const answer = await askServer<Erasure>(data, request, AbortSignal.timeout(patience));
    return { answer, said: said(answer) };
  },
};

function said({ as, kept, deleted, others, audit }: Erasure): string {
  return [
    say`Own messages deleted: ${deleted}, kept under ${as}: ${kept}`,
    `Taken out of other messages: ${others}, of entries of the audit log: ${audit}`,
  ].join("\n");
}
