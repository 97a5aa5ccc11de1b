/**
 * Asks every command for what its asker may not view, in every way that the rows know, and watches all that is sent.
 * Each line of the result says what is wrong. Gives none for a sound registry.
 */
import { CommandError } from "../../../client/index.ts";
import type { AnyCommand } from "../../../src/handlers/command.ts";
import { type Member, openTown, type Town } from "../town.ts";
import { type At, hiddenFields, type Living, plainRequest, requestNaming } from "./requests.ts";
import type { AnyRow, Fields, Hidden } from "./row.ts";

/** In every name and text of what is out of sight, and nowhere else. */
const marker = "zqvault";
/** Names nothing. */
const nowhere = "01900000-0000-7000-8000-000000000000";
const all = (role: string) => ({
  view: [role],
  send: [role],
  create_thread: [role],
  react: [role],
  pin: [role],
  edit_own: [role],
  delete_own: [role],
});

interface Secrets {
  /** By what each of them is named in requests. */
  readonly names: Readonly<Record<Hidden, readonly string[]>>;
  readonly places: readonly At[];
  /** No part of what the outsider is sent may hold one of these. */
  readonly texts: readonly string[];
}

/** What stays in sight of everybody. */
interface Common {
  readonly at: At;
  readonly living: Living;
}

/**
 * Olga owns the server, mira holds the role that views the secret channels, nora held it when she wrote there. Now nora
 * has another one with every permission that leads past no channel's lists.
 */
async function build(town: Town): Promise<{ olga: Member; nora: Member; secrets: Secrets; common: Common }> {
  const [olga, mira, nora] = await town.people("olga", "mira", "nora");
  await olga.request("role_create", { name: "staff" });
  const permissions = [
    ...["manage_roles", "manage_channels", "manage_threads", "manage_users", "manage_messages"],
    ...["view_audit_log", "manage_server", "kick_members", "ban_members"],
  ];
  await olga.request("role_create", { name: "clerk", permissions });
  await town.roles("mira", "staff", "user");
  await town.roles("nora", "staff", "user");
  const make = (name: string, type: "text" | "forum", role: string) =>
    olga.request("channel_create", { name, type, permissions: all(role) });
  await make("talk", "text", "user");
  await make("help", "forum", "user");
  await make(marker, "text", "staff");
  await make(`${marker}-den`, "forum", "staff");

  /** The same things in both rooms of a pair. */
  async function furnish(at: At, text: string) {
    const place = at as { channel: string };
    const say = async (by: Member, content: string, reply_to?: string) =>
      (await by.request("message_new", { ...place, content, ...(reply_to && { reply_to }) })).message.id;
    const first = await say(mira, `${text} @nora @olga @&clerk`);
    const own = await say(nora, `${text} mine`, first);
    const answer = await say(mira, `${text} yours`, own);
    const options = [`${text} yes`, `${text} no`];
    const poll = await mira.request("poll_create", { ...place, question: text, options });
    await nora.request("poll_vote", { poll_id: poll.poll_id, option_ids: ["0"] });
    await mira.request("message_edit", { ...place, id: first, content: `${text} again @nora @olga` });
    await nora.request("message_react_add", { ...place, id: first, emoji: "🦊" });
    await olga.request("message_pin", { ...place, id: first });
    return { messages: [first, own, answer, poll.message_id], poll: poll.poll_id, asking: poll.message_id };
  }
  const start = async (channel: string, name: string) =>
    (await mira.request("thread_create", { channel, name, content: name })).thread.id;
  const open = await furnish({ channel: "talk" }, "tea");
  const thread = await start("help", "why");
  const vault = await furnish({ channel: marker }, marker);
  const heist = await start(`${marker}-den`, marker);
  const den = await furnish({ thread_id: heist }, marker);
  await town.roles("nora", "clerk", "user");

  const secret = {
    channel: [marker, `${marker}-den`],
    thread: [heist],
    poll: [vault.poll, den.poll],
    message: [...vault.messages, ...den.messages],
    asking: [vault.asking, den.asking],
  };
  return {
    olga,
    nora,
    secrets: {
      names: secret,
      places: [{ channel: marker }, { thread_id: heist }, { channel: `${marker}-den` }],
      texts: [...new Set(Object.values(secret).flat())],
    },
    common: {
      at: { channel: "talk" },
      living: {
        channel: "talk",
        thread,
        message: open.messages[0] ?? "",
        poll: open.poll,
        asking: open.asking,
        role: "user",
        user: "mira",
      },
    },
  };
}

/**
 * @param commands those that are asked; the server has all of its own in any case
 * @param rows what is said of them
 */
export async function outOfSight(
  commands: Readonly<Record<string, AnyCommand>>,
  rows: Readonly<Record<string, AnyRow>>,
): Promise<string[]> {
  const untold = Object.keys(commands).filter((cmd) => !rows[cmd]);
  const complaints = untold.map((cmd) => `${cmd} has no row in tests/support/registry`);
  const town = await openTown({ planted: commands });
  try {
    const { olga, nora, secrets, common } = await build(town);
    const received: string[] = [];
    nora.received((text) => received.push(text));
    await nora.request("ping");
    const asked = Object.entries(commands).flatMap(([cmd, definition]) => {
      const row = rows[cmd];
      return row && definition.login !== "before" ? [{ cmd, definition, row }] : [];
    });
    // What takes something away comes last, and channels go at the very end.
    const order = asked.toSorted((a, b) => weight(a) - weight(b));
    for (const one of order) complaints.push(...(await askAll(one)));
    return complaints;

    async function askAll({ cmd, definition, row }: (typeof asked)[number]): Promise<string[]> {
      const found: string[] = [];
      const lists = Object.values(row.lists?.(marker) ?? {});
      const plain = row.ends ? [] : [plainRequest(definition.request, row, common.at, common.living)];
      const naming = hiddenFields(row).flatMap(({ field, kind }) =>
        secrets.names[kind].flatMap((name) =>
          [common.at, ...secrets.places].map((at) => {
            const request = (name: string) =>
              requestNaming(definition.request, row, { field, name }, at, common.living);
            return { name, fields: request(name), phantom: request(nowhere) };
          }),
        ),
      );
      for (const fields of [...plain, ...lists]) found.push(...(await askOutside(cmd, fields)));
      for (const { name, fields, phantom } of naming) {
        found.push(...(await askOutside(cmd, fields)));
        const [real, unreal] = [await asking(nora, cmd, fields), await asking(nora, cmd, phantom)];
        if (gist(real, name) === gist(unreal, nowhere)) continue;
        found.push(`${cmd} tells nora that there is what she can't view: ${JSON.stringify(fields)}`);
      }
      found.push(...(await compareClaim(cmd, row, [...plain, ...lists])));
      // All that happens there is told to others, and not to her.
      const before = received.length;
      for (const { fields } of naming) await asking(olga, cmd, fields);
      await nora.request("ping");
      const told = secretsIn(received.slice(before), {});
      if (told.length > 0) found.push(`nora is told of ${told.join()} when olga does ${cmd}`);
      return found;
    }

    async function askOutside(cmd: string, fields: Fields): Promise<string[]> {
      const before = received.length;
      await asking(nora, cmd, fields);
      await nora.request("ping");
      const told = secretsIn(received.slice(before), fields);
      return told.length > 0 ? [`nora learns of ${told.join()} by ${cmd} ${JSON.stringify(fields)}`] : [];
    }

    /** To the owner, who views everything, a command tells what its row says and nothing more. */
    async function compareClaim(cmd: string, { tells }: AnyRow, requests: readonly Fields[]) {
      const told: string[] = [];
      for (const fields of requests) {
        told.push(...secretsIn([JSON.stringify(await asking(olga, cmd, fields))], fields));
      }
      if (tells === "each")
        return told.length > 0 ? [] : [`${cmd} tells of no channel, though its row says \`each\``];
      const claim = tells === "named" ? "of what it names alone" : "nothing of channels";
      return told.length > 0
        ? [`${cmd} tells of ${told.join()}, though its row says that it tells ${claim}`]
        : [];
    }

    /** What of the secret is in these texts, besides what the request gave away itself. */
    function secretsIn(texts: readonly string[], fields: Fields): string[] {
      const given = JSON.stringify(fields);
      const sought = secrets.texts.filter((text) => !given.includes(text));
      return sought.filter((text) => texts.some((one) => one.includes(text)));
    }
  } finally {
    await town.close();
  }
}

function weight({ row }: { readonly row: AnyRow }): number {
  if (!row.ends) return 0;
  const kinds = Object.values(row.names);
  return kinds.includes("message") ? 1 : kinds.includes("thread") ? 2 : 3;
}

/** The answer, or the refusal. */
async function asking(by: Member, cmd: string, fields: Fields): Promise<object> {
  const answer = await by.request(cmd as "ping", fields).catch((error: unknown) => error);
  if (answer instanceof Error && !(answer instanceof CommandError)) throw answer;
  return answer as object;
}

/** What an answer says, whatever was asked for. */
function gist(answer: object, name: string): string {
  if (answer instanceof CommandError) return answer.code;
  const { listener: _own, ...said } = answer as { readonly listener?: string };
  return JSON.stringify(said).replaceAll(name, "it");
}
