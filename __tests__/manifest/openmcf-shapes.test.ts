import { Manifest, ManifestStack } from "../../lib";
import { SHAPES } from "../helpers/openmcf-shapes";
import { newApp, only, synth } from "../helpers/synth";

test.each(Object.entries(SHAPES))("a manifest of OpenMCF synthesizes: %s", (_, text) => {
  const json = synth(new ManifestStack(newApp(), Manifest.parse(text)));
  expect(only(json, "scaleway_container")).toMatchObject({ name: "orders", region: "fr-par", privacy: "public" });
});
