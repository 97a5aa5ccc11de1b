/** What `npm run build` writes into an executable. */
declare const versionOfBuild: string | undefined;

/** The version with which an executable was built; null: the server runs from its sources. */
export const builtVersion: string | null = typeof versionOfBuild === "undefined" ? null : versionOfBuild;
