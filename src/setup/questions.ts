/** The questions of the setup, and the part of config.json that each answer makes. */
import { shownName } from "../text/shown.ts";

/** A part of config.json. It may hold a wrong answer, because it is checked before use. */
export type Part = { readonly [key: string]: unknown };

export interface Question {
  readonly flag: string;
  readonly value: string;
  readonly words: string;
  readonly usual: string;
  /** After a wrong answer, ask again. Otherwise warn and take the default, as setups of OriginChats servers do. */
  readonly again?: true;
  part(answer: string): Part;
}

export const questions: readonly Question[] = [
  {
    flag: "name",
    value: "TEXT",
    words: "Server name",
    usual: "My OriginChats Server",
    part: (name) => ({ server: { name: shownName(name) } }),
  },
  {
    flag: "icon",
    value: "URL|FILE",
    words: "Icon: a URL, a file to copy, or the name of a file in db/serverAssets (optional)",
    usual: "",
    part: (icon) => optional(icon, { server: { icon } }),
  },
  {
    flag: "banner",
    value: "URL|FILE",
    words: "Banner: a URL, a file to copy, or the name of a file in db/serverAssets (optional)",
    usual: "",
    part: (banner) => optional(banner, { server: { banner } }),
  },
  {
    flag: "url",
    value: "URL",
    words: "Public address of the server, such as https://chat.example (optional)",
    usual: "",
    part: (url) => optional(url, { server: { url } }),
  },
  {
    flag: "owner",
    value: "TEXT",
    words: "Name shown as the owner",
    usual: "Admin",
    part: (name) => ({ server: { owner: { name: shownName(name) } } }),
  },
  {
    flag: "host",
    value: "ADDRESS",
    words: "Address to listen on",
    usual: "127.0.0.1",
    part: (host) => ({ websocket: { host } }),
  },
  {
    flag: "port",
    value: "N",
    words: "Port",
    usual: "5613",
    part: (port) => ({ websocket: { port: wholeNumber(port) } }),
  },
  {
    flag: "max-message-length",
    value: "N",
    words: "Characters of a message at most",
    usual: "2000",
    part: (length) => ({ limits: { post_content: wholeNumber(length) } }),
  },
  {
    flag: "search-results",
    value: "N",
    words: "Results of a search at most",
    usual: "30",
    part: (results) => ({ limits: { search_results: wholeNumber(results) } }),
  },
  {
    flag: "emoji-types",
    value: "LIST",
    words: "File types of custom emojis, with commas between",
    usual: "gif,jpg,jpeg,png",
    part: (types) => ({ uploads: { emoji_allowed_file_types: emojiTypes(types) } }),
  },
  {
    flag: "auth-mode",
    value: "MODE",
    words: "Who may log in: rotur (Rotur accounts), cracked (also accounts of this server), cracked-only",
    usual: "cracked",
    again: true,
    part: (mode) => ({ auth_mode: mode.toLowerCase() }),
  },
  {
    flag: "registration",
    value: "on|off",
    words: "May anybody register an account of this server? (y/n)",
    usual: "y",
    again: true,
    part: (answer) => ({ cracked: { allow_registration: yesOrNo(answer) ?? answer } }),
  },
  {
    flag: "owner-account",
    value: "NAME",
    words: "Account that becomes owner at its next login: a name, or several with commas between (optional)",
    usual: "",
    part: (names) => ({ owners: list(names) }),
  },
];

function optional(answer: string, part: Part): Part {
  return answer === "" ? {} : part;
}

/** Digits become a number. Anything else stays as it is and is refused by the check. */
function wholeNumber(answer: string): number | string {
  return /^\d{1,15}$/.test(answer) ? Number(answer) : answer;
}

export function yesOrNo(answer: string): boolean | null {
  if (/^(y|yes|true|1|on)$/i.test(answer)) return true;
  return /^(n|no|false|0|off)$/i.test(answer) ? false : null;
}

function list(answer: string): string[] {
  return answer
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function emojiTypes(answer: string): string[] | string {
  const types = list(answer.toLowerCase())
    .map((type) => type.replace(/^\.+/, ""))
    .filter((type) => /^[a-z0-9]{1,16}$/.test(type) && type !== "svg");
  return types.length > 0 ? [...new Set(types)] : answer;
}
