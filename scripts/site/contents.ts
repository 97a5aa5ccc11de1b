/** What the docs site has, in the order of an operator's tasks. Pages that are not listed here are reached by links. */

export interface Section {
  readonly title: string;
  readonly pages: readonly ListedPage[];
}

export interface ListedPage {
  /** As the list names it. */
  readonly title: string;
  /** Path of the Markdown file from the root of the repository. */
  readonly file: string;
}

const page = (title: string, file: string): ListedPage => ({ title, file });

export const contents: readonly Section[] = [
  {
    title: "Start",
    pages: [
      page("Start it", "README.md"),
      page("Install it", "docs/installing.md"),
      page("The built-in page", "docs/page.md"),
    ],
  },
  {
    title: "Run it",
    pages: [
      page("Run it as a service", "docs/operating.md"),
      page("Put it on the internet", "docs/internet.md"),
      page("Watch it", "docs/monitoring.md"),
      page("Change it by hand", "docs/hand-edits.md"),
      page("Files", "docs/attachments.md"),
      page("Web push", "docs/push.md"),
      page("Calls", "docs/voice.md"),
    ],
  },
  {
    title: "Move in",
    pages: [page("Bring over an old server", "docs/moving-in.md")],
  },
  {
    title: "Moderate",
    pages: [
      page("Administration", "docs/administration.md"),
      page("Moderation", "docs/moderation.md"),
      page("Personal data", "docs/personal-data.md"),
    ],
  },
  {
    title: "Write programs",
    pages: [
      page("Bots", "docs/bots.md"),
      page("The client library", "client/README.md"),
      page("Webhooks", "docs/webhooks.md"),
    ],
  },
  {
    title: "Keep it",
    pages: [
      page("Upgrade", "docs/upgrading.md"),
      page("Back up", "docs/backup.md"),
      page("Export and import", "docs/export.md"),
      page("What is deleted when", "docs/retention.md"),
    ],
  },
  {
    title: "What is promised",
    pages: [
      page("Security", "docs/security.md"),
      page("Reliability", "docs/reliability.md"),
      page("Performance", "docs/performance.md"),
      page("Report a fault", "SECURITY.md"),
      page("Changes", "CHANGELOG.md"),
    ],
  },
  {
    title: "Reference",
    pages: [
      page("Configuration", "docs/configuration.md"),
      page("Commands", "docs/commands.md"),
      page("Protocol", "docs/protocol/README.md"),
      page("Objects", "docs/protocol/objects.md"),
      page("Errors", "docs/protocol/errors.md"),
      page("Close codes", "docs/protocol/close-codes.md"),
      page("What clients rely on", "docs/compatibility.md"),
      page("Format of an archive", "docs/archive-format.md"),
    ],
  },
  {
    title: "Inside",
    pages: [
      page("Architecture", "docs/architecture.md"),
      page("Dependencies", "docs/dependencies.md"),
      page("Contributing", "CONTRIBUTING.md"),
    ],
  },
];
