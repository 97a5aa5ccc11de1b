/** People and voice channels for tests of calls. */
import type { Event } from "../../client/index.ts";
import type { Member, Town } from "./town.ts";

/** Olga the owner, mira with the role staff, nora, and paul; #lounge is for all, #office for the staff. */
export async function callersIn(town: Town) {
  const [olga, mira, nora, paul] = await town.people("olga", "mira", "nora", "paul");
  await olga.request("role_create", { name: "staff" });
  await town.roles("mira", "staff", "user");
  for (const [name, view] of [
    ["lounge", "user"],
    ["office", "staff"],
  ] as const) {
    await olga.request("channel_create", { name, type: "voice", permissions: { view: [view] } });
  }
  for (const member of [olga, mira, nora, paul]) await member.news();
  return { olga, mira, nora, paul };
}

export const join = (by: Member, channel = "lounge", peer_id = `peer-${by.name}`) =>
  by.request("voice_join", { channel, peer_id });

export async function joinAll(...members: Member[]) {
  for (const member of members) await join(member);
  for (const member of members) await member.news();
}

/** The events of calls since the last news. */
export async function heard(member: Member) {
  const events = (await member.news()) as (Event & Record<string, unknown>)[];
  return events.filter(({ cmd }) => cmd.startsWith("voice_"));
}

/** Who is in the call, by the list of channels. */
export async function listed(by: Member, channel = "lounge") {
  return (await by.request("channels_get")).val.find(({ name }) => name === channel)?.voice_state;
}
