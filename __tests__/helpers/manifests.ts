import { stringify } from "yaml";
import { Manifest, ManifestStack } from "../../lib";
import { issueLine, type ValidationIssue } from "../../lib/base/errors";
import type { ContainerManifest } from "../../lib/manifest/container-schema";
import { source } from "../../lib/yaml/sources";
import { validationError } from "./issues";
import { newApp, synth, type Json } from "./synth";

const apiVersion = "scaleway.openmcf.org/v1";

/** A manifest of a container with the required fields and the given ones. */
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

/** Documents of one file as JSON, which is valid YAML. Unlike `yamlOf`, it is exact for every text. */
export function jsonOf(...documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}

/** The manifests of texts, one per stack. The files are named a.yaml, b.yaml, … */
export function loadTexts(...texts: readonly (string | Uint8Array)[]): Manifest[] {
  const bytesOf = (text: string | Uint8Array) => (typeof text === "string" ? Buffer.from(text) : text);
  return Manifest.fromSources(
    texts.map((text, index) => source(`${String.fromCharCode(97 + index)}.yaml`, bytesOf(text))),
  );
}

/** The only document of a text, as a container. */
export function parseContainer(text: string): ContainerManifest {
  return containerOf(Manifest.parse(text));
}

export function containerOf({ validDocuments }: Manifest): ContainerManifest {
  const manifest = validDocuments[0]?.manifest;
  if (manifest?.kind !== "ScalewayServerlessContainer") throw new Error("The text is not the manifest of a container.");
  return manifest;
}

/** The synthesized stack of documents that create one stack. */
export function stackOf(...documents: readonly object[]): Json {
  return synth(new ManifestStack(newApp(), Manifest.parse(jsonOf(...documents))));
}

export function issuesIn(...texts: readonly (string | Uint8Array)[]): readonly ValidationIssue[] {
  return validationError(() => loadTexts(...texts)).issues;
}

/** The messages of the issues in texts. */
export function messagesIn(...texts: readonly (string | Uint8Array)[]): string[] {
  return issuesIn(...texts).map(({ message }) => message);
}

/** The issues in texts with their positions, such as `a.yaml:13:9 spec.port: below-minimum`. */
export function codesIn(...texts: readonly (string | Uint8Array)[]): string[] {
  return issuesIn(...texts).map((issue) => issueLine({ ...issue, message: issue.code }));
}

/** Like `codesIn` for the documents of one file, without positions, such as `spec.port: below-minimum`. */
export function codesInDocuments(...documents: readonly object[]): string[] {
  return issuesIn(yamlOf(...documents)).map(({ path, code }) => (path === "" ? code : `${path}: ${code}`));
}
