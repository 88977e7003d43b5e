import { printable } from "../../base/text";
import { schedulesOf } from "../../manifest/container-props";
import type { ContainerManifest } from "../../manifest/container-schema";
import type { ValidDocument } from "../../manifest/document";
import type { Manifest } from "../../manifest/manifest";
import { cpuForMemory } from "../../terraform/expressions";
import { styled } from "../io";

type Row = readonly [label: string, text: string];

/** A table of the contents of each stack. Secrets are listed by name only. */
export function summary(manifests: readonly Manifest[], isColored: boolean): string {
  return manifests
    .map(({ name, validDocuments }) => `${styled(isColored, "bold", name)}\n${table(validDocuments, isColored)}\n`)
    .join("");
}

function table(documents: readonly ValidDocument[], isColored: boolean): string {
  const others = documents.filter(({ kind }) => kind !== "ScalewayServerlessContainer");
  const rows = documents
    .flatMap(({ manifest }): Row[] => (manifest.kind === "ScalewayServerlessContainer" ? containerRows(manifest) : []))
    .concat(others.map(({ kind, name }) => ["with", `${kind} ${name}`]));
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `  ${styled(isColored, "dim", label.padEnd(width))}  ${text}\n`).join("");
}

function containerRows(manifest: ContainerManifest): Row[] {
  const { metadata, spec } = manifest;
  const { memoryLimitMb, minScale, maxScale, cpuLimit = cpuForMemory(memoryLimitMb), env, privacy } = spec;
  const schedules = schedulesOf(manifest).map(({ name, schedule }) => `${name} ${schedule}`);
  const secrets = env.secrets.map(({ name }) => name);
  const rows: Row[] = [
    ["container", `${metadata.name}, ${privacy.replace("privacy_", "")}, ${spec.region}`],
    ["image", imageOf(spec)],
    ["URL", urlPattern(metadata.name, spec.region)],
    ["memory/CPU", `${memoryLimitMb} MB, ${cpuLimit} mvCPU`],
    ["scale", `${minScale} to ${maxScale}`],
    ["schedules", schedules.join(", ")],
    ["secrets", secrets.join(", ")],
  ];
  return rows.filter(([, text]) => text !== "").map(([label, text]) => [label, printable(text)]);
}

function imageOf({ image }: ContainerManifest["spec"]): string {
  const { value, valueFrom } = image.registryEndpoint;
  return `${value?.replace(/\/$/, "") ?? `<endpoint of ${valueFrom?.name ?? ""}>`}/${image.name}:${image.tag}`;
}

/** The host starts with up to 20 letters and digits of the namespace, which has the name of the container. Scaleway adds 8 hexadecimal digits. */
function urlPattern(name: string, region: string): string {
  return `https://${name.replaceAll("-", "").slice(0, 20)}<8 hex>-${name}.functions.fnc.${region}.scw.cloud`;
}
