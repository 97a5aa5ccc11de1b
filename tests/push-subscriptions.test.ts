/** Web push: the browsers that members subscribe with. */
import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../client/index.ts";
import { subscription as elsewhere } from "./support/commands/push.ts";
import { openPushScene, type PushScene, storedSubscriptions } from "./support/push-scene.ts";
import { faultsIn, settle } from "./support/store-checker.ts";
import { refusal } from "./support/town.ts";

let scene: PushScene;
beforeEach(async () => {
  scene = await openPushScene();
});
afterEach(() => scene.close());

describe("subscriptions", () => {
  test("are known by their endpoint, and end when the member says so", async () => {
    const first = await scene.subscribe(scene.mira);
    expect(first).toMatchObject({ success: true });
    expect(first.device_fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await scene.subscribe(scene.mira)).toMatchObject({ device_fingerprint: first.device_fingerprint });
    const { endpoint } = scene.phone.subscription;
    // Another member's doesn't end it.
    await scene.olga.request("push_unsubscribe", { endpoint });
    await scene.leave(scene.mira);
    await scene.say("@mira");
    await scene.phone.next();
    scene.mira = await scene.town.join("mira");
    expect(await scene.mira.request("push_unsubscribe", { endpoint })).toMatchObject({ success: true });
    expect(await scene.mira.request("push_unsubscribe", { endpoint })).toMatchObject({ success: true });
    const laptop = scene.push.device();
    await scene.subscribe(scene.mira, laptop);
    await scene.leave(scene.mira);
    await scene.say("@mira");
    await laptop.next();
    expect(scene.phone.requests).toBe(1);
  });

  test("belong to the member who subscribed last with the browser", async () => {
    await scene.subscribe(scene.mira);
    const nora = await scene.town.join("nora");
    await scene.subscribe(nora);
    await scene.leave(scene.mira);
    await scene.leave(nora);
    await scene.say("@mira for mira");
    await scene.say("@nora for nora");
    expect((await scene.phone.next()).payload.body).toBe("@nora for nora");
  });

  test("are at most ten of a member: the one that was used longest ago goes", async () => {
    const devices = Array.from({ length: 11 }, () => scene.push.device());
    for (const device of devices) {
      scene.now += 1000;
      await scene.subscribe(scene.mira, device);
    }
    await scene.leave(scene.mira);
    await scene.say("@mira");
    await Promise.all(devices.slice(1).map((device) => device.next()));
    expect(devices[0]?.requests).toBe(0);
  });

  test.each([404, 410])("end when the push service answers %d", async (status) => {
    await scene.away();
    scene.phone.answers(() => new Response(null, { status }));
    await scene.say("@mira");
    await scene.phone.asked(1);
    scene.mira = await scene.town.join("mira");
    const laptop = scene.push.device();
    await scene.subscribe(scene.mira, laptop);
    await scene.leave(scene.mira);
    await scene.say("@mira");
    await laptop.next();
    expect(scene.phone.requests).toBe(1);
  });

  test("end with the session in which the browser subscribed, by itself or with a change of the password", async () => {
    const account = { username: "uma", password: "tea and cake", remember: true };
    const { ws, folder } = scene.town.server;
    const phone = await connect(ws, { login: { register: account } });
    const laptop = await connect(ws, { login: { login: account } });
    const tablet = await connect(ws, { login: { login: account } });
    const plain = await connect(ws, { login: { login: { ...account, remember: false } } });
    for (const client of [phone, laptop, tablet, plain]) {
      const { subscription } = scene.push.device();
      await client.request("push_subscribe", { subscription });
    }
    const id = phone.loginSession?.id ?? "";
    await laptop.request("session_revoke", { id });
    expect(storedSubscriptions(folder)).toBe(3);
    const { password } = account;
    await laptop.request("password_change", { password, new_password: "coffee and cake" });
    // That of the laptop. Nobody knows who made one without a remembered login.
    expect(storedSubscriptions(folder)).toBe(1);
    await laptop.request("session_revoke", { id: laptop.loginSession?.id ?? "" });
    expect(storedSubscriptions(folder)).toBe(0);
    for (const client of [phone, laptop, tablet, plain]) client.close();
  });

  test("go with the member, and leave nothing behind", async () => {
    await scene.away();
    scene.phone.answers(() => new Response(null, { status: 503 }));
    await scene.say("@mira");
    await scene.phone.asked(1);
    scene.mira = await scene.town.join("mira");
    await scene.mira.request("push_settings_set", {
      quiet_hours: { from: "01:00", to: "02:00", time_zone: "UTC" },
    });
    await scene.mira.request("push_mute", { channel: "general", muted: true });
    await scene.mira.request("user_leave");
    await settle(scene.town.server.store, scene.now);
    const file = join(scene.town.server.folder, "db", "server.db");
    expect(faultsIn(file)).toEqual([]);
    const database = new Database(file, { readonly: true });
    for (const table of ["push_subscriptions", "push_jobs", "push_quiet_hours", "push_mutes"]) {
      expect(database.query(`SELECT * FROM ${table}`).all()).toEqual([]);
    }
    database.close();
  });

  test("SSRF: no endpoint inside", async () => {
    for (const endpoint of [
      `http://push.example/`,
      `https://127.0.0.1/`,
      `https://[::1]/`,
      `https://2130706433/`,
      `https://name:word@push.example/`,
      "file:///etc/passwd",
      "no address",
    ]) {
      const subscription = { ...elsewhere, endpoint };
      const request = scene.mira.request("push_subscribe", { subscription });
      expect(await refusal(request)).toBe("push_endpoint_refused");
    }
    // A name that leads inside is found out when something is sent; it ends the subscription.
    await scene.subscribe(scene.mira);
    const endpoint = "https://localhost/send";
    await scene.mira.request("push_subscribe", { subscription: { ...elsewhere, endpoint } });
    await scene.leave(scene.mira);
    await scene.say("@mira");
    await scene.phone.next();
    expect(await scene.got()).toEqual([]);
    const database = new Database(join(scene.town.server.folder, "db", "server.db"), { readonly: true });
    expect(database.query("SELECT count(*) AS count FROM push_subscriptions").get()).toEqual({ count: 1 });
    database.close();
  });

  test("token leaks: endpoints and keys are in the database only sealed", async () => {
    const { endpoint, keys } = scene.phone.subscription;
    await scene.subscribe(scene.mira);
    const database = new Database(join(scene.town.server.folder, "db", "server.db"), { readonly: true });
    const stored = JSON.stringify(database.query("SELECT * FROM push_subscriptions").all());
    database.close();
    expect(stored).not.toContain(new URL(endpoint).pathname.slice(6));
    for (const key of Object.values(keys)) expect(stored).not.toContain(key);
  });

  test("work on after a restart, with the same key", async () => {
    const { key } = await scene.mira.request("push_get_vapid");
    await scene.subscribe(scene.mira);
    await scene.town.restart();
    scene.olga = await scene.town.join("olga");
    expect(await scene.olga.request("push_get_vapid")).toMatchObject({ key });
    await scene.say("@mira");
    await scene.phone.next();
  });

  test.each(["vapid.pem", "sealing.key"])("are asked for again when %s is lost", async (file) => {
    await scene.subscribe(scene.mira);
    await scene.town.restart();
    rmSync(join(scene.town.server.folder, "db", file));
    await scene.town.restart();
    scene.olga = await scene.town.join("olga");
    await scene.say("@mira lost");
    await scene.look();
    expect(scene.phone.requests).toBe(0);

    const again = await scene.town.join("mira");
    expect(await again.next("push_subscribed")).toMatchObject({ success: false });
    const fresh = scene.push.device();
    await scene.subscribe(again, fresh);
    await scene.leave(again);
    await scene.say("@mira found");
    expect((await fresh.next()).payload.body).toBe("@mira found");
    const once = await scene.town.join("mira");
    await once.request("ping");
    expect((await once.news()).map(({ cmd }) => cmd)).not.toContain("push_subscribed");
  });
});
