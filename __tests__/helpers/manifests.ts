import { stringify } from "yaml";
import { Manifest, ManifestStack } from "../../lib";
import { inOneLine } from "../../lib/base/errors";
import { source } from "../../lib/yaml/sources";
import { newApp, synth, validationError, type Json } from "./synth";

const apiVersion = "scaleway.openmcf.org/v1";

/** A manifest of a container; what is given replaces or adds to the least that it needs. */
export function container(spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion,
    kind: "ScalewayServerlessContainer",
    metadata: { name: "api", ...metadata },
    spec: {
      region: "fr-par",
      image: { registryEndpoint: { value: "ghcr.io/shop" }, name: "api", tag: "v1" },
      privacy: "private",
      ...spec,
    },
  };
}

export const image = (valueFrom: object) => ({ image: { registryEndpoint: { valueFrom }, name: "api", tag: "v1" } });

export function registry(spec: object = {}, name = "images"): object {
  return { apiVersion, kind: "ScalewayContainerRegistry", metadata: { name }, spec: { region: "fr-par", ...spec } };
}

export function privateNetwork(spec: object = {}, metadata: object = {}): object {
  const vpcId = { value: "11111111-1111-1111-1111-111111111111" };
  return {
    apiVersion,
    kind: "ScalewayPrivateNetwork",
    metadata: { name: "network", ...metadata },
    spec: { region: "fr-par", vpcId, ...spec },
  };
}

export function dnsRecord(spec: object = {}): object {
  const data = { valueFrom: { name: "api" } };
  return {
    apiVersion,
    kind: "ScalewayDnsRecord",
    metadata: { name: "record" },
    spec: { zoneName: { value: "example.com" }, name: "www", type: "CNAME", data, ...spec },
  };
}

/** Documents of one file, as YAML text. */
export function yamlOf(...documents: readonly object[]): string {
  return documents.map((document) => stringify(document)).join("---\n");
}

/** The same as JSON, which is YAML as well: for any text, which the writer of YAML does not always write as it can be read. */
export function jsonOf(...documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}

/** The manifests of texts, one for each stack; the files are called a.yaml, b.yaml, … */
export function loadTexts(...texts: readonly (string | Uint8Array)[]): Manifest[] {
  return Manifest.fromSources(
    texts.map((text, index) => source(`${String.fromCharCode(97 + index)}.yaml`, Buffer.from(text as string))),
  );
}

/** The synthesized stack of documents that make one. */
export function stackOf(...documents: readonly object[]): Json {
  return synth(new ManifestStack(newApp(), Manifest.parse(jsonOf(...documents))));
}

/** The problems of documents in one file, without the file's name. */
export function problemsOf(...documents: readonly object[]): string[] {
  return problemsIn(yamlOf(...documents)).map((problem) => problem.replace(/^a\.yaml:\d+:\d+ ?/, ""));
}

/** The problems of texts, each on a line with its place. */
export function problemsIn(...texts: readonly (string | Uint8Array)[]): string[] {
  return validationError(() => loadTexts(...texts)).issues.map((issue) => inOneLine(issue));
}
