import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkFacts } from "../../scripts/facts/check-facts";
import { temporaryFolder } from "../helpers/temporary-folder";
import { sdkSample } from "./sdk-sample";

const PINNED_SCHEMA = join(__dirname, "../../packages/provider-scaleway/schema.json");
const versionsUrl = "http://127.0.0.1:1/versions";

test("compares limits, regions, the schema and facts.json, if the page of the versions cannot be read", async () => {
  const { compared, differences, unreadable } = await checkFacts({
    sdk: sdkSample(),
    schema: PINNED_SCHEMA,
    versionsUrl,
  });
  expect(differences).toEqual([]);
  expect(unreadable).toEqual([expect.stringContaining(versionsUrl)]);
  expect(compared).toEqual(
    expect.arrayContaining([
      "container.maxScale max",
      "REGIONS fr-par in @scaleway/sdk-container",
      "scaleway_container.memory_limit_bytes",
      "facts.json scaleway_container.memory_limit",
    ]),
  );
});

test("reports a schema that is not JSON", async () => {
  const schema = join(temporaryFolder("schema"), "schema.json");
  writeFileSync(schema, "Error: no provider");
  const { unreadable } = await checkFacts({ sdk: sdkSample(), schema, versionsUrl });
  expect(unreadable).toHaveLength(2);
});
