/** Where one can go by the quick switcher. */
import { threadPrefix } from "../../client/index.ts";
import { adminIcons, adminLabel } from "../admin/sections.ts";
import type { IconName } from "../icons/icons.gen.ts";
import { settingsIcons, settingsSections } from "../settings/sections.ts";
import { t as settingsTexts } from "../settings/texts/texts.ts";
import { adminSections } from "../state/administration.ts";
import { nameOfMember, shownName } from "../state/names.ts";
import { channels, people } from "../state/people.ts";
import { openPlace, place, shownChannelName } from "../state/places.ts";
import { profile } from "../state/profile.ts";
import { recentPlaces } from "../state/recent.ts";
import { openScreen } from "../state/screen.ts";
import { model } from "../state/session.ts";
import { fit } from "./fuzzy.ts";
import { t } from "./texts/texts.ts";

export interface Destination {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  /** Null: the picture of the member. */
  readonly icon: IconName | null;
  readonly picture?: string | null;
  /** Other names by which it is found. */
  readonly also: readonly string[];
  readonly go: () => void;
}

const most = 40;

/** The best first. With nothing typed: what is unread, then where the person was lately. */
export function destinationsFor(typed: string): Destination[] {
  if (typed.trim() === "") return usual();
  return [...places(), ...settings(), ...members()]
    .flatMap((destination) => {
      const scores = [destination.name, ...destination.also].flatMap((name) => fit(typed, name) ?? []);
      return scores.length === 0 ? [] : [{ destination, score: Math.max(...scores) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ destination }) => destination);
}

function usual(): Destination[] {
  const unread = model.value?.unread;
  const rank = ({ key }: Destination) => {
    const waiting = unread?.get(key);
    if (waiting) return waiting.pings > 0 ? 0 : 1;
    const index = recentPlaces.value.indexOf(key);
    return index < 0 ? 1000 : 2 + index;
  };
  return places()
    .filter(({ key }) => key !== place.value?.key)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most);
}

function places(): Destination[] {
  return channels.value.flatMap((channel) => {
    if (channel.type !== "text" && channel.type !== "forum") return [];
    const name = shownChannelName(channel);
    const own: Destination = {
      key: channel.name,
      name,
      note: "",
      icon: channel.type === "forum" ? "messages-square" : "hash",
      also: [channel.name],
      go: () => openPlace(channel.name),
    };
    const threads = (channel.threads ?? []).map((thread): Destination => {
      const key = `${threadPrefix}${thread.id}`;
      const note = t().inForum(name);
      return { key, name: thread.name, note, icon: "messages-square", also: [], go: () => openPlace(key) };
    });
    return [own, ...threads];
  });
}

function members(): Destination[] {
  return [...(people.value?.members.values() ?? [])].map((member) => {
    const name = nameOfMember(member);
    const username = shownName(member.username);
    return {
      key: `member ${member.id}`,
      name,
      note: name === username ? t().member : username,
      icon: null,
      picture: member.pfp ?? null,
      also: [username],
      go: () => {
        const anchor = document.querySelector(".channel-header h1");
        if (anchor) profile.value = { id: member.id, anchor };
      },
    };
  });
}

function settings(): Destination[] {
  return [
    ...settingsSections().map((section) => ({
      key: `settings ${section}`,
      name: settingsTexts().section(section),
      note: t().setting,
      icon: settingsIcons[section],
      also: [],
      go: () => openScreen("settings", section),
    })),
    ...adminSections.value.map((section) => ({
      key: `admin ${section}`,
      name: adminLabel(section),
      note: t().administrationSection,
      icon: adminIcons[section],
      also: [],
      go: () => openScreen("admin", section),
    })),
  ];
}
