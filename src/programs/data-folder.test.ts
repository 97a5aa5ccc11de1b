import { expect, test } from "bun:test";
import { dataFolderFor } from "./data-folder.ts";

const installed = { env: {}, home: "/home/ann", platform: "linux", isInstalled: true };

test("from the sources the data is in ./data, and an executable never uses the current folder", () => {
  expect(dataFolderFor({ ...installed, isInstalled: false })).toBe("./data");
  expect(dataFolderFor(installed)).toBe("/home/ann/.local/share/originchats");
  expect(dataFolderFor({ ...installed, platform: "darwin" })).toBe(
    "/home/ann/Library/Application Support/originchats",
  );
  expect(dataFolderFor({ ...installed, platform: "win32", home: "C:\\Users\\ann" })).toBe(
    "C:\\Users\\ann\\AppData\\Local\\originchats",
  );
});

test("the variables of the system count, but a relative one does not", () => {
  const env = (variables: Record<string, string>) => ({ ...installed, env: variables });
  expect(dataFolderFor(env({ XDG_DATA_HOME: "/srv/data" }))).toBe("/srv/data/originchats");
  expect(dataFolderFor(env({ XDG_DATA_HOME: "here" }))).toBe("/home/ann/.local/share/originchats");
  expect(dataFolderFor({ ...env({ LOCALAPPDATA: "D:\\Local" }), platform: "win32" })).toBe(
    "D:\\Local\\originchats",
  );
});

test("ORIGINCHATS_DATA counts everywhere, unless it is empty", () => {
  const chosen = { ...installed, env: { ORIGINCHATS_DATA: "/var/lib/originchats" } };
  expect(dataFolderFor(chosen)).toBe("/var/lib/originchats");
  expect(dataFolderFor({ ...chosen, isInstalled: false })).toBe("/var/lib/originchats");
  expect(dataFolderFor({ ...installed, env: { ORIGINCHATS_DATA: "" }, isInstalled: false })).toBe("./data");
});
