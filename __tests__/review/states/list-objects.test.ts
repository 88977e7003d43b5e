import { readObjectPage } from "../../../lib/review/states/list-objects";
import { cpuMs } from "../../helpers/cpu-time";

const page = (content: string, root = "ListBucketResult") =>
  `<?xml version="1.0"?>\n<${root} xmlns="x">${content}</${root}>`;
const last = "<IsTruncated>false</IsTruncated>";
const object = (key: string) => `<Contents><Key>${key}</Key><Size>3</Size></Contents>`;

test.each([
  ["an empty page", last, { keys: [], next: undefined }],
  ["keys", `${last}${object("a")}${object("b/c")}`, { keys: ["a", "b/c"], next: undefined }],
  [
    "encoded keys",
    `${last}<EncodingType>url</EncodingType>${object("a+b%2Bc%C3%A9&amp;")}`,
    { keys: ["a b+cé&"], next: undefined },
  ],
  [
    "keys of a server that ignores the encoding",
    `${last}${object("a+b%20&lt;&#38;")}`,
    { keys: ["a+b%20<&#38;"], next: undefined },
  ],
  [
    "directories, which are not objects",
    `${last}<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>${object("a")}`,
    { keys: ["a"], next: undefined },
  ],
  [
    "the token of the next page",
    `<IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b</NextContinuationToken>${object("a")}`,
    { keys: ["a"], next: "a&b" },
  ],
])("reads %s", (_, content, expected) => {
  expect(readObjectPage(page(content))).toEqual(expected);
});

test.each([
  ["nothing", ""],
  ["HTML", "<html>Sign in</html>"],
  ["an error", page("<Code>AccessDenied</Code>", "Error")],
  ["a page that is cut", page(`${last}${object("a")}`).slice(0, -10)],
  ["a page that does not say whether it is the last", page(object("a"))],
  ["a page without the token of the next page", page(`<IsTruncated>true</IsTruncated>${object("a")}`)],
  ["an object without a key", page(`${last}<Contents><Size>1</Size></Contents>`)],
  ["an object in a comment", page(`${last}<!-- ${object("a")} -->`)],
  ["an entity declaration", `<!DOCTYPE x [<!ENTITY a "b">]>${page(last)}`],
  ["CDATA", page(`${last}<Contents><Key><![CDATA[a]]></Key></Contents>`)],
  ["a key that cannot be decoded", page(`${last}<EncodingType>url</EncodingType>${object("%E9")}`)],
])("rejects %s", (_, text) => {
  expect(readObjectPage(text)).toBeUndefined();
});

test.each([
  "<".repeat(500_000),
  "<Contents>".repeat(100_000),
  `<?xml ${"?".repeat(500_000)}`,
  "<ListBucketResult ".repeat(50_000),
])("rejects a large text without backtracking", (text) => {
  const time = cpuMs(() => {
    readObjectPage(text);
    readObjectPage(page(text));
  });
  expect(time).toBeLessThan(2000);
});
