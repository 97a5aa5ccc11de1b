/** What a program does with the library, in each runtime: it uses nothing but the package and JavaScript. */
import {
  accessOf,
  apply,
  CommandError,
  type CommandName,
  connect,
  createDrafts,
  createOutbox,
  differences,
  type ErrorCode,
  type Event,
  emptyModel,
  fetch,
  follow,
  holds,
  type Model,
  mayIn,
  type Permission,
  type Reply,
  type Request,
  searchMessages,
  searchWords,
  slashChoices,
  threadSummary,
  upload,
  type WireMessage,
} from "originchats-client";

export interface Told {
  readonly content: string;
  readonly refused: ErrorCode | null;
  readonly members: readonly string[];
  readonly differences: readonly string[];
  readonly found: readonly string[];
  readonly choices: readonly string[];
  readonly file: string | undefined;
  readonly closed: number;
}

/** @param file that is uploaded, for runtimes with `Blob` */
export async function talk(
  url: string,
  name: string,
  file: Parameters<typeof upload>[1],
  socket: Partial<Pick<Parameters<typeof connect>[1], "WebSocket">> = {},
): Promise<Told> {
  const client = await connect(url, {
    ...socket,
    login: { register: { username: name, password: "tea and cake" } },
    reconnect: [1],
  });
  const followed = await follow(client);
  const events: Event[] = [];
  client.on("event", (event) => events.push(event));
  const received = client.next("message_new", ({ message }) => message.content.startsWith("Good"));
  const attachment = await upload(client, file, { channel: "general", name: "tea.pdf" });
  const asked: Request<"message_new"> = {
    channel: "general",
    content: `Good morning from ${name}`,
    attachments: [attachment],
  };
  const posted: Reply<"message_new"> = await client.request("message_new", asked);
  const { message } = await received;
  const refused = await client
    .request("message_new", { channel: "general" })
    .then(() => null)
    .catch((error: unknown) => (error instanceof CommandError ? error.code : null));
  await followed.load("general");
  const stale = differences(followed.model, await fetch(client));
  const { messages } = await searchMessages(client, name, ["general"], 10).next();

  await client.request("slash_register", {
    commands: [
      {
        name: `tea_${name}`,
        description: "Tea",
        options: [{ name: "kind", type: "str", autocomplete: true }],
      },
    ],
  });
  client.on("slash_autocomplete", ({ query, value }) =>
    client.request("slash_choices", { query, choices: [`${value}tea`] }),
  );
  const choices = await slashChoices(client, {
    channel: "general",
    command: `tea_${name}`,
    option: "kind",
    value: "green ",
  });
  const closed = client.next("closed");
  client.close();
  return {
    content: message.id === posted.message.id ? message.content : "",
    refused,
    members: [...followed.model.members.values()].map(({ username }) => username),
    differences: stale,
    found: messages.map((each) => each.content),
    choices,
    file: message.attachments?.[0]?.name,
    closed: (await closed).code,
  };
}

/** Compiled only: the rest of what programs use, and what the types refuse. */
export async function compiled(client: Awaited<ReturnType<typeof connect>>, model: Model) {
  const name: CommandName = "ping";
  const permission: Permission = "manage_messages";
  const newest: WireMessage | undefined = model.histories.get("general")?.messages[0];
  const title: string | undefined = newest?.embeds?.[0]?.title;
  const outbox = createOutbox(client);
  outbox.send({ place: "general", content: "Later" });
  createDrafts({ getItem: () => null, setItem: () => {}, removeItem: () => {} }, "drafts:");
  const access = accessOf(["user"], { view: ["user"] }, "view");
  const words = searchWords("tea from:mira").map(({ word }) => word);
  const summary = await threadSummary(client, { id: "1", last_message_id: null });
  const next = apply(emptyModel("USR:local_mira"), { cmd: "ping" });
  // @ts-expect-error: there is no such field
  client.request("message_new", { channel: "general", contents: "Good morning" });
  // @ts-expect-error: a message needs a place
  client.request("message_new", { content: "Good morning" });
  // @ts-expect-error: there is no such command
  client.request("message_news", { channel: "general" });
  // @ts-expect-error: a channel is a text
  client.request("message_new", { channel: 1, content: "Good morning" });
  // @ts-expect-error: there is no such event
  client.on("message_news", () => {});
  // @ts-expect-error: there is no such field of the event
  client.on("message_new", ({ text }) => text);
  // @ts-expect-error: an optional field is left out instead of being undefined
  client.request("message_new", { channel: "general", content: "Good morning", nonce: undefined });
  // @ts-expect-error: there is no such permission
  const other: Permission = "manage_tea";
  // @ts-expect-error: there is no such code
  const code: ErrorCode = "tea_is_out";
  return { name, permission, title, access, words, summary, next, other, code, holds, mayIn };
}
