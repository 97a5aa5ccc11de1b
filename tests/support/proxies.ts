/** Caddy and nginx with the examples in deploy/proxies, on free ports, in front of a test server. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

export const hasProxies = ["caddy", "nginx", "openssl"].every((name) => Bun.which(name) !== null);

export interface Proxy extends AsyncDisposable {
  /** `https://localhost:PORT` */
  readonly url: string;
}

export interface ProxyOptions {
  /** For its files. */
  readonly folder: string;
  /** `http://127.0.0.1:PORT` of the server. */
  readonly target: string;
  /** Serves below `/chat` instead of at the root, as the comments in the examples say. */
  readonly isBelowPath?: boolean;
  /** What else is changed in the example. */
  change?(text: string): string;
}

const example = (name: string) => readFileSync(join(import.meta.dir, "../../deploy/proxies", name), "utf8");

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

export function certificate(folder: string) {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  Bun.spawnSync(["openssl", ...made, ...names, "-keyout", key, "-out", cert]);
  return { key, cert };
}

export async function startCaddy(options: ProxyOptions): Promise<Proxy> {
  const { folder, target, isBelowPath = false, change = (text) => text } = options;
  const port = await freePort();
  const { key, cert } = certificate(folder);
  let text = example("Caddyfile");
  if (isBelowPath) {
    const below = [...text.matchAll(/^\t#\t(.*)$/gm)].map(([, line]) => `\t${line}`).join("\n");
    text = text.replace("\treverse_proxy 127.0.0.1:5613\n}", `${below}\n}`);
  }
  const site = change(text)
    .replace("chat.example {", `localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${cert} ${key}`)
    .replaceAll("127.0.0.1:5613", new URL(target).host);
  const file = join(folder, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
  return started(["caddy", "run", "--config", file, "--adapter", "caddyfile"], port, {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
  });
}

export async function startNginx(options: ProxyOptions): Promise<Proxy> {
  const { folder, target, isBelowPath = false, change = (text) => text } = options;
  const port = await freePort();
  const { key, cert } = certificate(folder);
  let text = example("nginx.conf");
  if (isBelowPath) {
    text = text
      .replace("    location / {", "    location /chat/ {")
      .replace(
        "proxy_pass http://127.0.0.1:5613;\n        proxy_http",
        "proxy_pass http://127.0.0.1:5613/;\n        proxy_http",
      );
  }
  const site = change(text)
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`)
    .replace("    listen [::]:443 ssl;\n", "")
    .replace("chat.example;", "localhost;")
    .replace(/ssl_certificate .*/, `ssl_certificate ${cert};`)
    .replace(/ssl_certificate_key .*/, `ssl_certificate_key ${key};`)
    .replaceAll("127.0.0.1:5613", new URL(target).host);
  mkdirSync(join(folder, "logs"), { recursive: true });
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join("\n");
  const file = join(folder, "nginx.conf");
  const http = `http {\naccess_log off;\n${paths}\n${site}\n}`;
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  writeFileSync(
    file,
    `${user}daemon off;\npid ${join(folder, "pid")};\nerror_log stderr;\nevents {}\n${http}\n`,
  );
  return started(["nginx", "-p", folder, "-c", file], port, { PATH: process.env["PATH"] ?? "" });
}

async function started(
  command: readonly string[],
  port: number,
  env: Record<string, string>,
): Promise<Proxy> {
  const child = Bun.spawn([...command], { env, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  let errors = "";
  const reading = (async () => {
    for await (const chunk of child.stderr) errors += new TextDecoder().decode(chunk);
  })();
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) {
      await reading;
      throw new Error(`${command[0]} ended: ${errors}`);
    }
    await Bun.sleep(20);
  }
  return {
    url: `https://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.exited;
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
