import { parseArgs } from "node:util";
import { dataFolder } from "../programs/data-folder.ts";
import { cliCommand, startWithFlags } from "../programs/programs.ts";
import { errorText } from "../text/error-text.ts";

export const startUsage = `Usage: ${startWithFlags} [--data DIR] [--host H] [--port N]
  --data DIR   folder of config.json and db/ (default ${dataFolder})
  --host H     address to listen on, instead of websocket.host
  --port N     port to listen on, instead of websocket.port; 0 = any free one
  --version    prints the version and ends
\`${cliCommand} help\` lists the commands`;

export interface StartArguments {
  readonly data: string;
  readonly host?: string;
  readonly port?: number;
}

/** Reads the flags of `npm start`; a problem is one line for people. */
export function parseStartArguments(
  args: readonly string[],
): StartArguments | { readonly problem: string } | { readonly help: true } | { readonly version: true } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: "string", default: dataFolder },
        host: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
    if (values.help) return { help: true };
    if (values.version) return { version: true };
    if (values.data === "") return { problem: "--data needs a folder" };
    if (values.port !== undefined && !(/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535)) {
      return { problem: `--port ${values.port} is not a port: give a number from 0 to 65535` };
    }
    return {
      data: values.data,
      ...(values.host !== undefined && { host: values.host }),
      ...(values.port !== undefined && { port: Number(values.port) }),
    };
  } catch (error) {
    return { problem: errorText(error).split("\n")[0] ?? "" };
  }
}
