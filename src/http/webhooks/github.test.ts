import { describe, expect, test } from "bun:test";
import { fromGithub } from "./github.ts";

const repository = { full_name: "tea/pot", html_url: "https://g.example/tea/pot", stargazers_count: 7 };
const sender = { login: "nora" };
const issue = { number: 3, title: "It leaks", html_url: "https://g.example/3", body: "all day" };
const request = { number: 4, title: "Mend it", html_url: "https://g.example/4", body: "with glue" };

/** The embed of an event; undefined: it is not told. */
const told = (event: string, body: object) =>
  (fromGithub(event, { repository, sender, ...body }, 0)?.embeds as { title: string }[] | undefined)?.[0];

test.each([
  ["push", { ref: "refs/heads/main", commits: [] }, "main: 0 commits"],
  ["push", { ref: "refs/heads/x", created: true }, "x created"],
  ["push", { ref: "refs/heads/x", deleted: true }, "x deleted"],
  ["push", { ref: "refs/heads/x", forced: true, commits: [{}] }, "x force-pushed"],
  ["push", { ref: "refs/tags/v1", commits: [{}] }, "refs/tags/v1: 1 commit"],
  ["pull_request", { action: "opened", pull_request: request }, "Pull request opened: #4 Mend it"],
  [
    "pull_request",
    { action: "closed", pull_request: { ...request, merged: true } },
    "Pull request merged: #4 Mend it",
  ],
  ["pull_request", { action: "closed", pull_request: request }, "Pull request closed: #4 Mend it"],
  [
    "pull_request_review",
    { action: "submitted", review: { state: "approved", user: sender }, pull_request: request },
    "nora approved pull request #4: Mend it",
  ],
  ["issues", { action: "opened", issue }, "Issue opened: #3 It leaks"],
  ["issues", { action: "closed", issue }, "Issue closed: #3 It leaks"],
  ["issue_comment", { action: "created", issue, comment: {} }, "New comment on issue #3: It leaks"],
  [
    "issue_comment",
    { action: "created", issue: { ...request, pull_request: {} }, comment: {} },
    "New comment on pull request #4: Mend it",
  ],
  [
    "commit_comment",
    { action: "created", comment: { commit_id: "0123456789" } },
    "New comment on commit 0123456",
  ],
  ["release", { action: "published", release: { tag_name: "v2" } }, "Release v2"],
  ["star", { action: "created" }, "New star: 7 in all"],
  [
    "workflow_run",
    { action: "completed", workflow_run: { name: "CI", conclusion: "timed_out", head_branch: "main" } },
    "CI timed out on main",
  ],
  ["fork", { forkee: { full_name: "nora/pot" } }, "Forked as nora/pot"],
  ["create", { ref_type: "branch", ref: "x" }, "Branch x created"],
  ["delete", { ref_type: "tag", ref: "v1" }, "Tag v1 deleted"],
])("%s %j is told as %p", (event, body, title) => {
  expect(told(event, body)?.title).toBe(title);
});

test.each([
  ["ping", {}],
  ["issues", { action: "labeled", issue }],
  ["pull_request", { action: "synchronize", pull_request: request }],
  ["pull_request_review", { action: "submitted", review: { state: "commented" }, pull_request: request }],
  ["star", { action: "deleted" }],
  ["workflow_run", { action: "requested" }],
  ["release", { action: "edited" }],
  ["issues", { action: "constructor", issue }],
])("%s %j is not told", (event, body) => {
  expect(told(event, body)).toBeUndefined();
});

describe("whatever a body holds", () => {
  test("fields of other types are as if they were missing", () => {
    for (const odd of [null, 7, "x", [], [[]], { __proto__: 1 }]) {
      for (const event of ["push", "issues", "pull_request", "release", "fork", "create", "workflow_run"]) {
        for (const action of ["opened", "published", "completed", odd]) {
          const body = {
            action,
            ref: odd,
            commits: odd,
            issue: odd,
            repository: odd,
            sender: odd,
            forkee: odd,
          };
          expect(() => fromGithub(event, body, 0)).not.toThrow();
        }
      }
    }
  });

  test("links that are not http and long texts are cut away", () => {
    const said = told("issues", {
      action: "opened",
      issue: { number: 1, title: "x".repeat(999), body: "y".repeat(9999), html_url: "javascript:alert(1)" },
    });
    expect(said).not.toHaveProperty("url");
    expect(said?.title).toHaveLength(256);
    expect((said as unknown as { description: string }).description).toHaveLength(500);
  });

  test("ten commits are told one by one, the others counted", () => {
    const commits = Array.from({ length: 13 }, (_, n) => ({ id: `${n}`.repeat(9), message: "m" }));
    const said = told("push", { ref: "refs/heads/main", commits }) as unknown as { description: string };
    expect(said.description.split("\n")).toHaveLength(11);
    expect(said.description).toEndWith("and 3 more");
  });
});
