/** The script of the docs site: its search, and the list of pages on small screens. Without it all pages can be read. */
import { type Found, find, wordsOf } from "./find.ts";
import type { IndexEntry } from "./index-entry.ts";

const script = document.querySelector<HTMLScriptElement>("script[data-index]");
const field = document.querySelector<HTMLInputElement>("#query");
const results = document.querySelector<HTMLElement>("#results");
const menu = document.querySelector<HTMLButtonElement>("#menu");
const pages = document.querySelector<HTMLElement>("#pages");
const most = 30;

let index: Promise<readonly IndexEntry[]> | null = null;

/** Loaded when the field is first used. It is tried again after a failure. */
function load(): Promise<readonly IndexEntry[]> {
  index ??= fetch(script?.dataset["index"] ?? "").then((response) => {
    if (!response.ok) throw new Error(`the index could not be loaded: ${response.status}`);
    return response.json();
  });
  index.catch(() => {
    index = null;
  });
  return index;
}

async function search(): Promise<void> {
  const query = field?.value ?? "";
  if (query.trim() === "") return show(null);
  try {
    const found = find(await load(), query, most);
    // Something else was typed meanwhile.
    if (field?.value === query) show(found);
  } catch {
    tell("The search could not be loaded. Try again.");
  }
}

function show(found: readonly Found[] | null): void {
  if (!results) return;
  results.hidden = found === null;
  document.body.classList.toggle("searching", found !== null);
  if (found?.length === 0) return tell("Nothing was found.");
  const list = document.createElement("ol");
  list.append(...(found ?? []).map(row));
  results.replaceChildren(list);
}

function tell(text: string): void {
  const line = document.createElement("p");
  line.textContent = text;
  results?.replaceChildren(line);
  if (results) results.hidden = false;
}

function row({ entry, excerpt }: Found): HTMLElement {
  const link = document.createElement("a");
  const anchor = entry.anchor === "" ? "" : `#${entry.anchor}`;
  link.href = `${script?.dataset["root"] ?? ""}${entry.page}${anchor}`;
  const where =
    entry.heading === "" || entry.heading === entry.title ? entry.title : `${entry.title} › ${entry.heading}`;
  const heading = document.createElement("strong");
  heading.append(...marked(where));
  const text = document.createElement("span");
  text.append(...marked(excerpt));
  link.append(heading, text);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

/** The text with the words of the query in `mark`. */
function marked(text: string): (string | HTMLElement)[] {
  const words = wordsOf(field?.value ?? "").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return [text];
  // By a group, the words come at the odd places.
  return text.split(new RegExp(`(${words.join("|")})`, "gi")).map((piece, place) => {
    if (place % 2 === 0) return piece;
    const mark = document.createElement("mark");
    mark.textContent = piece;
    return mark;
  });
}

function move(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...(results?.querySelectorAll("a") ?? [])];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  event.preventDefault();
  if (next < 0) field?.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
}

if (field && results) {
  field.hidden = false;
  field.addEventListener("focus", () => void load().catch(() => {}));
  field.addEventListener("input", () => void search());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") results.querySelector("a")?.click();
    else move(event);
  });
  results.addEventListener("keydown", move);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !results.hidden) {
      field.value = "";
      show(null);
      field.focus();
    } else if (event.key === "/" && document.activeElement !== field && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
  });
  // A result on the page that is open.
  addEventListener("hashchange", () => {
    field.value = "";
    show(null);
  });
}

if (menu && pages) {
  menu.hidden = false;
  menu.addEventListener("click", () => {
    const isOpen = pages.classList.toggle("open");
    menu.setAttribute("aria-expanded", String(isOpen));
  });
}
const current = pages?.querySelector<HTMLElement>('[aria-current="page"]');
// Not scrollIntoView: that would scroll the text too.
if (pages && current) pages.scrollTop = current.offsetTop - pages.offsetTop - pages.clientHeight / 2;
