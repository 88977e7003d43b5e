import { nearest } from "../../lib/base/known-fields";

const FIELDS = ["memoryLimitMb", "minScale", "privateNetworkId", "privacy", "env", "cronTriggers", "namespace", "tag"];

test.each([
  ["memory_limit_mb", "memoryLimitMb"],
  ["memoryLimit", "memoryLimitMb"],
  ["memoryMb", "memoryLimitMb"],
  ["memory", "memoryLimitMb"],
  ["mem", "memoryLimitMb"],
  ["private", "privacy"],
  ["privateNetwork", "privateNetworkId"],
  ["crons", "cronTriggers"],
  ["environment", "env"],
  ["evn", "env"],
  ["namespaces", "namespace"],
])("suggests for %s the field %s", (input, expected) => {
  expect(nearest(input, FIELDS)).toBe(expected);
});

test.each(["name", "names", "networkId", "id", "limit", "privateKey", "type", "triggers", "", "__proto__"])(
  "suggests no field with another meaning for %j",
  (input) => {
    expect(nearest(input, FIELDS)).toBeUndefined();
  },
);

test.each([
  ["namespace", ["name", "labels", "org", "env"]],
  ["path", ["port", "privacy"]],
  ["ends", ["env", "name"]],
  ["registry", ["registrySha256"]],
])("does not suggest a part of a word or another short word for %s", (input, fields) => {
  expect(nearest(input, fields)).toBeUndefined();
});
