/** What each page with commands takes for granted, and what is special about single commands. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, connect } from "../../../client/index.ts";
import { writeDiscord } from "../discord/folder.ts";
import { makeDiscordModel } from "../discord/model.ts";
import { writeReference } from "../reference/folder.ts";
import { makeModel } from "../reference/model.ts";
import { pdf } from "../uploads.ts";
import type { Answers, Scene } from "./scene.ts";

const password = "tea and cake";

interface Step {
  /** What the text around the command tells the reader to do first. */
  before?(scene: Scene): Promise<void> | void;
  /** It asks; this is typed. */
  readonly answers?: Answers;
  /** What it says has all that the page names by this pattern. */
  readonly tells?: RegExp;
  /** It goes on running. */
  readonly serves?: true;
  /** Folder below the checkout. */
  readonly folder?: string;
}

interface Page {
  prepare?(scene: Scene): Promise<void> | void;
  /** A test file that runs the page by `runPage`, because it has what the page needs. */
  readonly runBy?: string;
  /** By the command's text. */
  readonly steps?: Readonly<Record<string, Step>>;
  /** Commands that no test can run, each with the reason and the tests that come closest. */
  readonly notRun?: Readonly<Record<string, string>>;
}

const uploading =
  'curl https://HOST/attachments/upload -H "Authorization: Bearer KEY" -F channel=general -F file=@plan.pdf';
const journal = "journalctl -u originchats | grep -o 'http[^\"]*#claim=[^\"]*'";
const needsJournal = "needs systemd; tests/start.test.ts reads the address in the log";
const needsDocker = "needs Docker; tests/dockerfile.test.ts runs the steps of the image without it";
const needsPackage = "needs root; tests/debian-package.test.ts installs it in a copy of the system";
const needsSystemd = "needs systemd; tests/npm-start.test.ts runs the commands of the unit";
const needsRoot = "needs root; it copies a file or makes a user";
const needsNetwork = "installs from the network; scripts/run.test.ts tests the installation";

/** Starts the server of the checkout, and gives it members. */
async function withMembers(scene: Scene, ...names: readonly string[]): Promise<void> {
  await scene.start();
  for (const name of names) (await member(scene, name)).close();
}

function member({ server }: Scene, username: string): Promise<Client> {
  return connect(server.ws, { login: { register: { username, password } }, reconnect: [] });
}

/** As docs/operating.md places program and data. */
async function installed(scene: Scene): Promise<void> {
  scene.stands.set("/opt/originchats", scene.checkout).set("/var/lib/originchats", scene.data);
  await scene.start();
}

async function owner(scene: Scene, username: string): Promise<Client> {
  await scene.run(
    `echo '${password}' | npm run cli -- user create ${username} --password-stdin --role owner`,
  );
  return connect(scene.server.ws, { login: { login: { username, password } }, reconnect: [] });
}

export const pages: Readonly<Record<string, Page>> = {
  "README.md": {
    steps: {
      "npm start": { serves: true },
      "npm run cli -- chat --user ann": {
        // The server above has the usual limits, and a data folder has one server.
        before: async (scene) => {
          await scene.stop();
          const { errors } = await scene.start();
          scene.stands.set("CODE", /"code":"([^"]+)"/.exec(errors())?.[1] ?? "no code in the log");
        },
        answers: [
          ["Password: ", password],
          ["Make it?", "y"],
          ["The same password again: ", password],
          ["/help shows", "/claim CODE"],
          ["You own this server", "/help"],
          ["//text", "/quit"],
        ],
        tells: /(?<=`)\/[a-z]+(?= |`)/g,
      },
    },
  },
  "docs/administration.md": { prepare: (scene) => withMembers(scene) },
  "docs/attachments.md": {
    prepare: (scene) => withMembers(scene, "ann"),
    steps: {
      "npm run cli -- files": { before: (scene) => scene.stop() },
      [uploading]: {
        async before(scene) {
          await scene.start();
          const client = await owner(scene, "olga");
          const { key } = await client.request("attachment_upload_key");
          client.close();
          scene.stands.set("https://HOST", scene.server.url).set("KEY", key);
          writeFileSync(join(scene.checkout, "plan.pdf"), pdf("plan"));
        },
      },
    },
  },
  "docs/backup.md": {
    async prepare(scene) {
      await withMembers(scene, "ann");
      scene.stands.set("/backups", join(scene.place, "backups"));
      mkdirSync(join(scene.place, "backups"));
    },
    steps: {
      "npm run cli -- restore /backups/monday": {
        before: (scene) => scene.stop(),
        answers: [["[y/N]", "y"]],
      },
      "npm run cli -- restore data/db/replaced-TIME/server.db": {
        before(scene) {
          const replaced = readdirSync(join(scene.data, "db")).find((name) => name.startsWith("replaced-"));
          scene.stands.set("replaced-TIME", replaced ?? "no folder with what was replaced");
        },
        answers: [["[y/N]", "y"]],
      },
    },
  },
  "docs/bots.md": { prepare: (scene) => withMembers(scene) },
  "docs/export.md": {
    async prepare(scene) {
      await withMembers(scene, "nora");
      scene.stands.set("/archives", join(scene.place, "archives")).set("/srv", join(scene.place, "srv"));
      for (const name of ["archives", "srv"]) mkdirSync(join(scene.place, name));
    },
    steps: { "npm start -- --data /srv/chat": { serves: true } },
  },
  "docs/installing.md": {
    runBy: "tests/executable.test.ts",
    steps: {
      "./originchats-VERSION-linux-x64": { serves: true, folder: "dist" },
      "./originchats-VERSION-linux-x64 help": { folder: "dist" },
      "./originchats-VERSION-linux-x64 user list": { folder: "dist" },
      "./originchats-VERSION-linux-x64 --version": { folder: "dist" },
    },
    notRun: {
      "npm run build":
        "takes two minutes; tests/executable.test.ts, tests/debian-package.test.ts and tests/client-package.test.ts build its parts",
      "npm run build -- --all": "downloads Bun for all platforms",
      "apt install ./originchats_VERSION_amd64.deb": needsPackage,
      [journal]: needsJournal,
      "docker compose -f deploy/compose.yml up -d": needsDocker,
      "docker compose -f deploy/compose.yml logs | grep -o 'http[^\"]*#claim=[^\"]*'": needsDocker,
      "docker compose -f deploy/compose.yml exec originchats originchats user list": needsDocker,
    },
  },
  "docs/internet.md": { prepare: (scene) => withMembers(scene) },
  "docs/moderation.md": {
    prepare: (scene) => withMembers(scene, "bob"),
    steps: {
      "npm run cli -- user passwd bob": {
        answers: [
          ["New password: ", "milk and cake"],
          ["The same again: ", "milk and cake"],
        ],
      },
      "npm run cli -- user delete bob": { answers: [["[y/N]", "y"]] },
      "npm run cli -- user erase bob": { answers: [["[y/N]", "y"]] },
    },
  },
  "docs/monitoring.md": {
    notRun: {
      "cp deploy/fail2ban/filter.d/originchats.conf /etc/fail2ban/filter.d/": needsRoot,
      "cp deploy/fail2ban/jail.d/originchats.conf /etc/fail2ban/jail.d/": needsRoot,
      "fail2ban-regex systemd-journal /etc/fail2ban/filter.d/originchats.conf":
        "needs fail2ban; tests/security-events.test.ts applies the filter to lines of the log",
      "systemctl reload fail2ban": needsSystemd,
    },
  },
  "docs/moving-in.md": {
    prepare({ place, checkout, stands }) {
      stands.set("/srv/originchats", join(place, "srv"));
      writeReference(makeModel("E", 21), join(place, "srv"));
      writeDiscord(makeDiscordModel(5), join(checkout, "exports"));
    },
    steps: {
      "npm start -- --data new-data": { serves: true },
      // From Discord one begins with a new folder too.
      "npm run cli -- import exports --data new-data --dry-run": {
        async before(scene) {
          await scene.stop();
          rmSync(join(scene.checkout, "new-data"), { recursive: true });
        },
      },
    },
  },
  "docs/operating.md": {
    prepare: installed,
    notRun: {
      "cd /opt/originchats && npm ci --omit=dev": needsNetwork,
      "useradd --system --home-dir /var/lib/originchats originchats": needsRoot,
      "cp deploy/originchats.service /etc/systemd/system/": needsRoot,
      "systemctl enable --now originchats": needsSystemd,
      [journal]: needsJournal,
    },
  },
  "docs/personal-data.md": {
    async prepare(scene) {
      await withMembers(scene, "ann");
      scene.stands.set("NAME", "ann");
    },
    steps: {
      "npm run cli -- user erase NAME": { answers: [["[y/N]", "y"]] },
      "npm run cli -- user erase NAME --messages": {
        before: async (scene) => (await member(scene, "ann")).close(),
        answers: [["[y/N]", "y"]],
      },
    },
  },
  "docs/upgrading.md": {
    prepare: installed,
    steps: {
      "cd /opt/originchats && sudo -u originchats npm run cli -- restore /var/lib/originchats/before-upgrade --data /var/lib/originchats":
        { before: (scene) => scene.stop(), answers: [["[y/N]", "y"]] },
    },
    notRun: {
      "cd /opt/originchats && git pull && npm ci --omit=dev && systemctl restart originchats": needsNetwork,
      "apt install ./originchats_VERSION_amd64.deb": needsPackage,
      "git pull && docker compose -f deploy/compose.yml up -d --build": needsDocker,
    },
  },
  "docs/webhooks.md": {
    async prepare(scene) {
      await scene.start();
      const client = await owner(scene, "olga");
      const { webhook } = await client.request("webhook_create", { channel: "general", name: "CI" });
      client.close();
      scene.stands.set("https://HOST", scene.server.url).set("TOKEN", webhook.token ?? "");
      writeFileSync(join(scene.checkout, "report.pdf"), pdf("Build 812 passed"));
    },
  },
};
