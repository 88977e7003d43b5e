#!/usr/bin/env node
// A stand-in of GitLab's API, as the command curl. The state is in the file $FAKE_HOST.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.FAKE_HOST;
const state = JSON.parse(readFileSync(file, "utf8"));
const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const headers = args.filter((arg) => arg.startsWith("@/")).map((arg) => readFileSync(arg.slice(1), "utf8"));
if (headers.join() !== "PRIVATE-TOKEN: the-token\n") throw new Error("no token");
const path = args
  .find((arg) => arg.startsWith("https://gitlab.example.com/api/v4/"))
  .replace(/^.*?\/v4\/(projects\/3\/)?/, "");
const time = (text) => text?.replace("Z", ".000Z");
const print = (value) => process.stdout.write(JSON.stringify(value));

const request = ({ number, head, base, merged_at, merge_commit_sha }) => ({
  iid: number,
  state: merged_at === null ? "opened" : "merged",
  target_branch: base.ref,
  sha: head.sha,
  merge_commit_sha,
  squash_commit_sha: null,
  merged_at: time(merged_at),
});
const note = ({ id, body }) => ({ id, body, author: { id: 5 } });
const notesOf = (number) => state.comments.filter(({ issue }) => issue === Number(number));

const routes = [
  [/^user$/, () => print({ id: 5 })],
  [
    /^merge_requests\/(\d+)\/notes\?per_page=100&page=(\d+)$/,
    (number, page) => print(page === "1" ? notesOf(number).map(note) : []),
  ],
  [
    /^merge_requests\/(\d+)\/notes$/,
    (number) => state.comments.push({ issue: Number(number), id: state.comments.length + 1, body: body() }),
  ],
  [
    /^merge_requests\/\d+\/notes\/(\d+)$/,
    (id) => (state.comments.find((each) => each.id === Number(id)).body = body()),
  ],
  [
    /^repository\/commits\/(\w+)\/merge_requests$/,
    (sha) => print(state.pulls.filter((each) => each.merge_commit_sha === sha).map(request)),
  ],
  [
    /^merge_requests\/(\d+)\/pipelines\?/,
    (number) =>
      print(
        state.runs
          .filter((run) => run.request === Number(number))
          .map(({ id }) => ({ id, project_id: 3 }))
          .reverse(),
      ),
  ],
  [/^pipelines\/(\d+)\/jobs\?/, (id) => print([{ id: Number(id), name: "plan", ...state.runs[id - 1].plan }])],
  [/^jobs\/(\d+)\/artifacts$/, (id) => writeFileSync(option("--output"), readFileSync(`${file}-${id}.zip`))],
];

// GitLab removes the white space around a note.
function body() {
  const text = JSON.parse(readFileSync(0, "utf8")).body.trim();
  if (text.length > 1_000_000 || !["PUT", "POST"].includes(option("--request"))) throw new Error("not accepted");
  return text;
}

const route = routes.find(([pattern]) => pattern.test(path));
if (route === undefined) throw new Error(`unknown path ${path}`);
route[1](...route[0].exec(path).slice(1));
writeFileSync(file, JSON.stringify(state));
