/** The Dockerfile and the compose file: rules for them, and the steps of the second stage in a folder. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildExecutable } from "../scripts/build/executable.ts";

const root = join(import.meta.dir, "..");
const text = readFileSync(join(root, "deploy/Dockerfile"), "utf8");
const steps = text
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => ({ name: line.split(" ")[0] ?? "", rest: line.slice(line.indexOf(" ") + 1) }));
const last = steps.slice(steps.findLastIndex(({ name }) => name === "FROM"));
const of = (name: string) => last.filter((step) => step.name === name).map(({ rest }) => rest);
const list = (words: string | undefined): string[] => JSON.parse(words ?? "");

describe("the image", () => {
  test("has pinned bases, installs from the lock file, and starts without a shell", () => {
    for (const { rest } of steps.filter(({ name }) => name === "FROM")) {
      // A version to its last digit, or the day of the image; a digest may follow.
      expect(rest).toMatch(/^[a-z]+:(?:\d+\.\d+\.\d+|\w+-\d{8})[\w-]*(?:@sha256:[0-9a-f]{64})?(?: AS \w+)?$/);
    }
    expect(text).toContain("RUN npm ci --ignore-scripts\n");
    expect(of("RUN")).toEqual([]);
    expect(steps.filter(({ name }) => name === "ADD")).toEqual([]);
    expect(list(of("ENTRYPOINT")[0])).toEqual(["originchats"]);
  });

  test("runs as a user without rights, who owns the volume", () => {
    const [user = ""] = of("USER");
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(of("COPY").at(-1)).toBe(`--from=build --chown=${user} /data /data`);
    expect(of("VOLUME")).toEqual(["/data"]);
    expect(of("ENV")).toEqual(["ORIGINCHATS_DATA=/data"]);
  });

  test("copies nothing into it that git ignores", () => {
    const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
    const names = readFileSync(join(root, ".gitignore"), "utf8").split("\n");
    const folders = names.filter((name) => name.endsWith("/")).map((name) => name.replace(/^\/|\/$/g, ""));
    expect(folders.filter((name) => !ignored.includes(name))).toEqual([]);
    expect(ignored).toContain(".git");
  });
});

describe("the files that it copies", () => {
  test("are in the repository, or made by the build", () => {
    const [manifests = ""] = steps.filter(({ name }) => name === "COPY").map(({ rest }) => rest);
    for (const file of manifests.split(" ").slice(0, -1)) expect(existsSync(join(root, file))).toBe(true);
    const [program = ""] = of("COPY");
    const made = (platform: string) => `/source/dist/originchats-1.2.3-${platform}`;
    const glob = new Bun.Glob(program.split(" ")[1] ?? "");
    expect(["linux-x64", "linux-arm64"].filter((platform) => !glob.match(made(platform)))).toEqual([]);
    expect(glob.match("/source/dist/originchats_1.2.3_amd64.deb")).toBe(false);
  });
});

describe("a container", () => {
  let folder: string;
  let program: string;
  const data = () => join(folder, "data");
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "originchats-image-"));
    chmodSync(folder, 0o755);
    mkdirSync(data());
    program = join(folder, "originchats");
    buildExecutable({ root, version: "1.2.3", path: program });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const env = () => ({ ORIGINCHATS_DATA: data(), HOME: "/", PATH: "/usr/bin:/bin" });
  const health = (...args: string[]) => {
    const [, ...command] = list(of("HEALTHCHECK")[0]?.replace(/^.*CMD /, ""));
    return Bun.spawnSync([program, ...command, ...args], { env: env(), cwd: "/" });
  };

  test("serves with the image's command, and its health check tells whether it works", async () => {
    expect(health("--url", "http://127.0.0.1:1").exitCode).toBe(1);
    const server = Bun.spawn([program, ...list(of("CMD")[0]), "--port", "0"], {
      env: env(),
      cwd: "/",
      stdout: "pipe",
      stderr: "ignore",
    });
    let output = "";
    for await (const chunk of server.stdout) {
      output += new TextDecoder().decode(chunk);
      if (output.includes("\n")) break;
    }
    const port = /:(\d+)\n/.exec(output)?.[1];
    expect(output).toContain(`http://0.0.0.0:${port}`);
    const checked = health("--url", `http://127.0.0.1:${port}`, "--json");
    expect(checked.stdout.toString()).toBe('{"status":"ok"}\n');
    server.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    expect(existsSync(join(data(), "config.json"))).toBe(true);
  });
});

test("the compose file runs it with a read-only file system, and reaches it from this machine only", () => {
  const { services } = Bun.YAML.parse(readFileSync(join(root, "deploy/compose.yml"), "utf8")) as {
    services: { originchats: Record<string, unknown> };
  };
  expect(services.originchats).toMatchObject({
    build: { context: "..", dockerfile: "deploy/Dockerfile" },
    read_only: true,
    tmpfs: ["/tmp"],
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    ports: ["127.0.0.1:5613:5613"],
    volumes: ["data:/data"],
  });
});
