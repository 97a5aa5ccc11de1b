/**
 * The section of CHANGELOG.md for a version, without its heading. Before a release it is called `Unreleased`.
 *
 * @throws Error when there is neither
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const named = (name: string) =>
    sections.find((section) => new RegExp(`^\\[?${RegExp.escape(name)}\\]?(\\s|$)`).test(section));
  const found = named(version) ?? named("Unreleased");
  if (found === undefined)
    throw new Error(`CHANGELOG.md has no section for ${version}, and none that is Unreleased`);
  return `${found.slice(found.indexOf("\n") + 1).trim()}\n`;
}
