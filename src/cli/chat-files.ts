/** Commands of the chat that read files of the user's computer. */
import { basename } from "node:path";
import { UploadError, upload } from "../../client/index.ts";
import type { Chat } from "./chat-command.ts";
import { plain } from "./plain.ts";

/** Largest picture that is read for an emoji, in bytes. The server takes smaller ones only. */
const largestPicture = 1024 * 1024;

export async function postFile(
  _words: readonly string[],
  { client, screen, io }: Chat,
  path: string,
): Promise<void> {
  const file = Bun.file(path);
  if (!(await file.exists())) return io.print(`There is no file ${plain(path)}`);
  const channel = screen.channel();
  try {
    const attachment = await upload(client, file, { name: basename(path), channel });
    await client.request("message_new", { channel, content: "", attachments: [attachment] });
  } catch (error) {
    if (!(error instanceof UploadError)) throw error;
    io.print(`(${plain(error.message)})`);
  }
}

export async function addEmoji(
  [name = ""]: readonly string[],
  { client, io }: Chat,
  text: string,
): Promise<void> {
  const path = text.slice(name.length).trim();
  const file = Bun.file(path);
  if (!(await file.exists())) return io.print(`There is no file ${plain(path)}`);
  if (file.size > largestPicture) return io.print(`${plain(path)} is too large for an emoji`);
  const image = `data:${file.type};base64,${Buffer.from(await file.arrayBuffer()).toString("base64")}`;
  await client.request("emoji_add", { name, image });
  io.print(`:${name}: is an emoji now`);
}
