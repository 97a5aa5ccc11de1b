/** Edits of the configuration and new TLS files while the server runs. */
import { afterEach, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls, type PeerCertificate } from "node:tls";
import { StartError } from "../src/config/start-error.ts";
import { endAll, endings } from "./support/endings.ts";
import { type Loose, open } from "./support/hand-edits.ts";
import { newFolder, startTestServer, writeConfig } from "./support/server.ts";
import { until } from "./support/until.ts";

afterEach(endAll);

describe("config.json", () => {
  test("an edit holds at once; a broken one is logged with its line and changes nothing", async () => {
    const place = await open();
    const path = join(place.server.folder, "config.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    const url = `${place.server.url}/info`;
    const name = async () => ((await (await fetch(url)).json()) as Loose).server.name;

    writeFileSync(path, JSON.stringify({ ...config, server: { name: "Tea House" } }));
    await until("the name", async () => ((await name()) === "Tea House" ? true : undefined));
    writeFileSync(path, '{\n  "server": {"name": "Broken",}\n}');
    const line = await place.logged((one) => one.level === "error" && one.problems);
    expect(line).toMatchObject({
      file: path,
      problems: [expect.stringContaining("Line 2: not JSON (column")],
    });
    expect(await name()).toBe("Tea House");
    writeFileSync(path, JSON.stringify({ ...config, server: { name: "Tea House" } }));
    await place.logged((one) => one.message.startsWith("The configuration file is mended"));
  });

  test("names that mean nobody are warned of at the start and after an edit, and newcomers are users", async () => {
    const users = { default: { roles: ["member"] } };
    const DB = { synchronous: "OFF", users };
    const place = await open({ config: { auth_mode: "cracked-only", owners: ["mira"], DB } });
    const warned = (start: string) => (line: Loose) =>
      line.level === "warn" && line.message.startsWith(start);
    const file = join(place.server.folder, "config.json");
    expect(await place.logged(warned("owners: 'mira' can match nobody"))).toMatchObject({ file });
    expect((await place.logged(warned("DB.users.default.roles"))).message).toEndWith(
      "there is no role 'member'; new members get 'user'",
    );
    const { connect } = await import("../client/index.ts");
    const account = { username: "lena", password: "hunter22" };
    const lena = await connect(place.server.ws, { login: { register: account } });
    expect(lena.user.roles).toEqual(["user"]);
    expect((await lena.request("channels_get")).val.map(({ name }) => name)).toEqual(["general"]);
    lena.close();
    const config = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...config, owners: ["USR:local_mira", "lena"] }));
    await place.logged(warned("owners: 'lena' can match nobody"));
    expect(place.log.filter(warned("owners: 'USR:local_mira'"))).toEqual([]);
  });

  test("a file of another certificate that isn't there is told of before the restart that would fail", async () => {
    const place = await open();
    const file = join(place.server.folder, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8"));
    config.websocket.tls = { cert: "none.crt", key: "none.key" };
    writeFileSync(file, JSON.stringify(config));
    const line = await place.logged((one) =>
      one.message.startsWith("The files of websocket.tls can't be used"),
    );
    expect(line).toMatchObject({ level: "error", reason: expect.stringContaining("none.crt") });
  });
});

const openssl = Bun.which("openssl");

describe.skipIf(openssl === null)("TLS files (needs openssl)", () => {
  async function certificate(
    folder: string,
    name: string,
    days: number,
  ): Promise<{ cert: string; key: string }> {
    const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", files.key];
    const child = Bun.spawn(
      [
        openssl ?? "",
        "req",
        "-x509",
        ...key,
        "-out",
        files.cert,
        "-days",
        String(days),
        "-subj",
        `/CN=${name}`,
      ],
      { stderr: "ignore" },
    );
    expect(await child.exited).toBe(0);
    return { cert: readFileSync(files.cert, "utf8"), key: readFileSync(files.key, "utf8") };
  }

  async function secureServer() {
    const folder = newFolder();
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const [old, fresh] = [await certificate(folder, "old", 2), await certificate(folder, "fresh", 40)];
    const paths = { cert: join(folder, "live.crt"), key: join(folder, "live.key") };
    const put = ({ cert, key }: typeof old) => {
      writeFileSync(paths.cert, cert);
      writeFileSync(paths.key, key);
    };
    put(old);
    writeConfig(folder, { websocket: { tls: { cert: "live.crt", key: "live.key" } } });
    return { folder, old, fresh, put };
  }

  async function servedName(port: number): Promise<string> {
    const peer = await new Promise<PeerCertificate>((resolve, reject) => {
      const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate());
        socket.end();
      });
      socket.on("error", reject);
    });
    return String(peer.subject.CN);
  }

  test("new ones serve new connections, old connections live on; unfit ones are logged and not used", async () => {
    const { folder, fresh, old, put } = await secureServer();
    const log: Loose[] = [];
    const server = await startTestServer({ folder, log: (line) => void log.push(JSON.parse(line)) });
    endings.push(server.stop);
    expect(server.url).toStartWith("https://");
    expect(await servedName(server.port)).toBe("old");
    const expiry = async () => {
      const metrics = await fetch(`${server.url}/metrics`, { tls: { rejectUnauthorized: false } });
      return Number(/^originchats_certificate_expiry_seconds (\d+)$/m.exec(await metrics.text())?.[1]);
    };
    const ends = ({ cert }: typeof old) => Date.parse(new X509Certificate(cert).validTo) / 1000;
    expect(await expiry()).toBe(ends(old));
    const socket = new WebSocket(server.ws, { tls: { rejectUnauthorized: false } });
    const received = { text: "" };
    socket.onmessage = ({ data }) => {
      received.text += data;
    };
    await until("the handshake", () => received.text.includes("handshake") || undefined);

    put({ cert: fresh.cert, key: old.key });
    const line = await until("a line of the log", () => log.find((one) => one.level === "error"));
    expect(line).toMatchObject({
      message: expect.stringContaining("old ones stay in force"),
      reason: "the key does not belong to the certificate",
    });
    expect(await servedName(server.port)).toBe("old");

    put(fresh);
    // A connection that is just being made when the listener changes is reset.
    const served = () => servedName(server.port).catch(() => "none");
    await until("the new certificate", async () => ((await served()) === "fresh" ? true : undefined));
    expect(await expiry()).toBe(ends(fresh));
    socket.send(JSON.stringify({ cmd: "ping" }));
    await until("the old connection's answer", () => received.text.includes("pong") || undefined);
    socket.close();
  }, 30_000);

  test("unfit ones at the start end it with one line", async () => {
    const { folder, fresh, old, put } = await secureServer();
    const failure = () =>
      startTestServer({ folder }).then(
        () => "started",
        (error) => (error instanceof StartError ? error.message : String(error)),
      );
    put({ cert: fresh.cert, key: old.key });
    expect(await failure()).toEndWith("live.key cannot be used: the key does not belong to the certificate");
    put({ cert: "nothing", key: old.key });
    expect(await failure()).toContain("not in the PEM format");
    rmSync(join(folder, "live.key"));
    expect(await failure()).toMatch(/^The file of websocket\.tls\.key cannot be read: .*live\.key/);
    put(old);
    const server = await startTestServer({ folder });
    await server.stop();
  });
});
