/** What GitHub tells a webhook, as a message with one embed. Formats of GitHub's documentation, "Webhook events and payloads". */
import { type Fields, filled, httpOnly, isTrue, object, objects, shortened, text } from "./body-fields.ts";
import type { Translated } from "./discord.ts";

const colors = {
  neutral: 2369838,
  green: 0x2da44e,
  red: 0xcf222e,
  purple: 0x8250df,
  yellow: 0xbf8700,
} as const;
type Color = keyof typeof colors;

/** What one event says. */
interface Said {
  readonly title: string;
  readonly url?: string;
  readonly description?: string;
  readonly color?: Color;
}

/**
 * @param event of the header `X-GitHub-Event`
 * @param now milliseconds since the epoch
 * @returns null: the event is nothing to tell, such as `ping`
 */
export function fromGithub(event: string, body: Fields, now: number): Translated | null {
  const said = Object.hasOwn(events, event) ? (events[event]?.(body) ?? null) : null;
  if (!said) return null;
  const repository = object(body, "repository");
  const sender = object(body, "sender");
  const author = [text(sender, "login"), text(repository, "full_name")].filter(Boolean).join(" - ");
  const embed = filled({
    type: "rich",
    title: shortened(said.title, 256),
    url: httpOnly(said.url ?? ""),
    description: shortened(said.description ?? "", 4096),
    color: colors[said.color ?? "neutral"],
    timestamp: `${new Date(now).toISOString().slice(0, 19)}Z`,
    author:
      author === ""
        ? undefined
        : filled({
            name: shortened(author, 256),
            url: httpOnly(text(repository, "html_url")),
            icon_url: httpOnly(text(sender, "avatar_url")),
          }),
  });
  return {
    content: "",
    embeds: [embed],
    username: "GitHub",
    avatar: "https://github.githubassets.com/images/modules/logos_page/GitHub-Mark.png",
  };
}

const events: Readonly<Record<string, (body: Fields) => Said | null>> = {
  push: pushed,
  pull_request: pullRequest,
  pull_request_review(body) {
    if (text(body, "action") !== "submitted") return null;
    const review = object(body, "review");
    const state = text(review, "state").toLowerCase();
    const comment = text(review, "body");
    // GitHub sends one for each comment on a line too.
    if (state === "commented" && comment === "") return null;
    const words: Readonly<Record<string, string>> = {
      approved: "approved",
      changes_requested: "asks for changes in",
    };
    return {
      title: `${text(object(review, "user"), "login")} ${words[state] ?? "reviewed"} ${numbered(object(body, "pull_request"), "pull request")}`,
      url: text(review, "html_url"),
      description: quoted(comment),
      color: state === "approved" ? "green" : state === "changes_requested" ? "red" : "neutral",
    };
  },
  issues(body) {
    const action = text(body, "action");
    const colorOf: Readonly<Record<string, Color>> = { opened: "green", reopened: "green", closed: "purple" };
    if (!Object.hasOwn(colorOf, action)) return null;
    const issue = object(body, "issue");
    return {
      title: `Issue ${action}: ${named(issue)}`,
      url: text(issue, "html_url"),
      description: action === "opened" ? quoted(text(issue, "body")) : "",
      ...colored(colorOf[action]),
    };
  },
  issue_comment: (body) => commented(body, object(body, "issue"), "issue"),
  pull_request_review_comment: (body) => commented(body, object(body, "pull_request"), "pull request"),
  commit_comment: (body) => commented(body, {}, "commit"),
  release(body) {
    if (text(body, "action") !== "published") return null;
    const release = object(body, "release");
    const name = text(release, "name") || text(release, "tag_name");
    return {
      title: `${isTrue(release, "prerelease") ? "Pre-release" : "Release"} ${name}`,
      url: text(release, "html_url"),
      description: quoted(text(release, "body")),
      color: "green",
    };
  },
  star: (body) =>
    text(body, "action") === "created"
      ? {
          title: `New star: ${text(object(body, "repository"), "stargazers_count")} in all`,
          url: text(object(body, "repository"), "html_url"),
          color: "yellow",
        }
      : null,
  workflow_run(body) {
    if (text(body, "action") !== "completed") return null;
    const run = object(body, "workflow_run");
    const conclusion = text(run, "conclusion");
    return {
      title: `${text(run, "name")} ${conclusion.replaceAll("_", " ")} on ${text(run, "head_branch")}`,
      url: text(run, "html_url"),
      description: escaped(firstLine(text(object(run, "head_commit"), "message"))),
      color:
        conclusion === "success"
          ? "green"
          : conclusion === "failure" || conclusion === "timed_out"
            ? "red"
            : "neutral",
    };
  },
  fork: (body) => ({
    title: `Forked as ${text(object(body, "forkee"), "full_name")}`,
    url: text(object(body, "forkee"), "html_url"),
  }),
  create: (body) => ({
    title: `${refName(body)} created`,
    url: text(object(body, "repository"), "html_url"),
    color: "green",
  }),
  delete: (body) => ({
    title: `${refName(body)} deleted`,
    url: text(object(body, "repository"), "html_url"),
    color: "red",
  }),
};

/** Commits of a push that are told one by one. */
const mostCommits = 10;

function pushed(body: Fields): Said {
  const branch = text(body, "ref").replace(/^refs\/heads\//, "");
  const commits = objects(body, "commits");
  const count = commits.length === 1 ? "1 commit" : `${commits.length} commits`;
  const title = isTrue(body, "deleted")
    ? `${branch} deleted`
    : isTrue(body, "created")
      ? `${branch} created`
      : isTrue(body, "forced")
        ? `${branch} force-pushed`
        : `${branch}: ${count}`;
  const lines = commits.slice(0, mostCommits).map((commit) => {
    const id = text(commit, "id").slice(0, 7);
    const link = httpOnly(text(commit, "url"));
    const message = shortened(escaped(firstLine(text(commit, "message"))), 300);
    return link === "" ? `\`${id}\` ${message}` : `[\`${id}\`](${link}) ${message}`;
  });
  if (commits.length > mostCommits) lines.push(`and ${commits.length - mostCommits} more`);
  return {
    title,
    url: text(body, "compare") || text(object(body, "repository"), "html_url"),
    description: lines.join("\n"),
  };
}

function pullRequest(body: Fields): Said | null {
  const request = object(body, "pull_request");
  const action = text(body, "action");
  const told: Readonly<Record<string, readonly [word: string, color: Color]>> = {
    opened: ["opened", "green"],
    reopened: ["reopened", "green"],
    ready_for_review: ["ready for review", "green"],
    closed: isTrue(request, "merged") ? ["merged", "purple"] : ["closed", "red"],
  };
  const [word, color] = (Object.hasOwn(told, action) && told[action]) || [];
  if (word === undefined || color === undefined) return null;
  return {
    title: `Pull request ${word}: ${named(request)}`,
    url: text(request, "html_url"),
    description: action === "opened" ? quoted(text(request, "body")) : "",
    color,
  };
}

function commented(body: Fields, on: Fields, kind: string): Said | null {
  if (text(body, "action") !== "created") return null;
  const comment = object(body, "comment");
  const thing = Object.hasOwn(on, "pull_request") ? "pull request" : kind;
  const what = kind === "commit" ? `commit ${text(comment, "commit_id").slice(0, 7)}` : numbered(on, thing);
  return {
    title: `New comment on ${what}`,
    url: text(comment, "html_url"),
    description: quoted(text(comment, "body")),
  };
}

function colored(color: Color | undefined) {
  return color === undefined ? {} : { color };
}

function named(thing: Fields): string {
  return `#${text(thing, "number")} ${text(thing, "title")}`;
}

function numbered(thing: Fields, kind: string): string {
  return `${kind} #${text(thing, "number")}: ${text(thing, "title")}`;
}

function refName(body: Fields): string {
  const type = text(body, "ref_type");
  return `${type.slice(0, 1).toUpperCase()}${type.slice(1)} ${text(body, "ref")}`;
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.trim() ?? "";
}

/** The beginning of a longer text. It is Markdown in both places. */
function quoted(body: string): string {
  return shortened(body.replaceAll("\r\n", "\n").trim(), 500);
}

/** A text that is no Markdown, such as the message of a commit. */
function escaped(message: string): string {
  return message.replace(/[\\`*_~|[\]<>]/g, "\\$&");
}
