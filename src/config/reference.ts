/** docs/configuration.md, made from the schema, so that it can't say anything else than the server does. */
import { type TSchema, TypeGuard } from "@sinclair/typebox";
import { changeableKeys } from "./changeable.ts";
import { formats } from "./formats.ts";
import { retiredKeys } from "./retired-keys.ts";
import { configKeys, configSchema } from "./schema.ts";

const userTemplate = configSchema.properties.DB.properties.users.properties.default;

const intro = `# Configuration

<!-- Made from src/config/schema.ts by \`npm run generate\`. Don't edit it here. -->

\`config.json\` lies in the data folder. The server writes a first one when there is none; \`npm run cli -- setup\`
asks for the most important values. It is checked as a whole: a problem at the start ends the program with a line
that names the key, a problem in a later change is logged and the earlier configuration stays in force. Keys that
the server doesn't know are ignored with a warning. Every key may be left out.

"If absent" is what the server does when the file lacks the key. "In a new file" is shown where a newly written file
holds another value. Changes take effect as soon as the file is saved (or on \`SIGHUP\` to the server's own
process, whose pid is in its first log line), except where the table says "restart". Keys that are "not used yet" are checked, because files of other servers hold them, but change nothing.
`;

/** The whole page, as Markdown. */
export function configReference(): string {
  const sections = Map.groupBy(configKeys(), ({ path }) => (path.length > 1 ? (path[0] ?? "") : ""));
  const parts = [intro];
  for (const [name, keys] of sections) {
    const section = configSchema.properties[name as keyof typeof configSchema.properties];
    parts.push(name === "" ? "## At the top of the file\n" : `## \`${name}\`\n\n${section?.description}\n`);
    parts.push(
      table(
        ["key", "type", "if absent", "in a new file", "takes effect", "meaning"],
        keys.map(({ path, schema }) => [
          `\`${path.join(".")}\``,
          typeName(schema),
          absent(schema),
          inNewFile(schema),
          takesEffect(schema),
          schema.description ?? "",
        ]),
      ),
    );
    if (name === "DB") parts.push(`\`DB.users.default\`: ${userTemplate.description}\n`);
  }
  parts.push(`## Keys that members may change

Some keys can be changed by \`config_update\` while the server runs, in the administration of the built-in page, for
example. The server writes them into \`config.json\` and keeps all other keys as they are.

- Members with \`manage_server\`: ${changeable(false)}.
- Owners: ${changeable(true)}.
`);
  parts.push("## Keys of older servers\n");
  parts.push(
    table(
      ["key", "what becomes of it"],
      retiredKeys.map(({ path, note }) => [`\`${path}\``, note]),
    ),
  );
  return parts.join("\n");
}

function changeable(ownerOnly: boolean): string {
  const keys = [...changeableKeys.values()].filter((key) => key.ownerOnly === ownerOnly);
  return keys.map(({ key }) => `\`${key}\``).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function typeName(schema: TSchema): string {
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.map(typeName).join(" or ");
  if (TypeGuard.IsLiteral(schema)) return code(schema.const);
  if (TypeGuard.IsObject(schema)) return "section";
  if (TypeGuard.IsArray(schema)) return `list: ${typeName(schema.items)}`;
  if (TypeGuard.IsInteger(schema)) return `whole number, ${schema.minimum} to ${schema.maximum}`;
  if (TypeGuard.IsBoolean(schema)) return "true or false";
  if (TypeGuard.IsNull(schema)) return "null";
  const format =
    TypeGuard.IsString(schema) && schema.format !== undefined ? formats[schema.format] : undefined;
  return format ? `text: ${format.expected}` : "text";
}

function takesEffect(schema: TSchema): string {
  if (typeof schema.awaits === "string") return `not used yet: comes with ${schema.awaits}`;
  return schema.restart === true ? "restart" : "at once";
}

function absent(schema: TSchema): string {
  if (typeof schema.absent === "string") return schema.absent;
  if (typeof schema.inherits === "string") return `as \`${schema.inherits}\``;
  return schema.default === undefined ? "must be given" : code(schema.default);
}

function inNewFile(schema: TSchema): string {
  const generated = schema.generated;
  const same = JSON.stringify(generated) === JSON.stringify(schema.default);
  return generated === undefined || same ? "" : code(generated);
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
