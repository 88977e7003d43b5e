import { shortDigest } from "../../base/image-reference";
import { printable } from "../../base/text";
import type { ServerlessContainer } from "../../constructs/container/serverless-container";
import { schedulesOf } from "../../manifest/container-props";
import type { ContainerManifest } from "../../manifest/container-schema";
import type { ValidDocument } from "../../manifest/document";
import type { ManifestStack } from "../../manifest/manifest-stack";
import { styled } from "../io";

type Row = readonly [label: string, text: string];

/** A table of the contents of each stack. Secrets are listed by name only. */
export function summary(stacks: readonly ManifestStack[], isColored: boolean): string {
  return stacks
    .map((stack) => `${styled(isColored, "bold", stack.manifest.name)}\n${table(rowsOf(stack), isColored)}\n`)
    .join("");
}

function table(rows: readonly Row[], isColored: boolean): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows
    .map(([label, text]) => `  ${styled(isColored, "dim", label.padEnd(width))}  ${printable(text)}\n`)
    .join("");
}

function rowsOf(stack: ManifestStack): Row[] {
  const { validDocuments } = stack.manifest;
  const others = validDocuments.filter(({ kind }) => kind !== "ScalewayServerlessContainer");
  return [
    ...validDocuments.flatMap((document) => containerRows(stack, document)),
    ...others.map(({ kind, name }): Row => ["with", `${kind} ${name}`]),
    ...stack.manifest.lookUps.map(({ kind, name }): Row => ["looks up", `${kind} ${name}, by its name in the account`]),
  ];
}

function containerRows(stack: ManifestStack, { manifest }: ValidDocument): Row[] {
  if (manifest.kind !== "ScalewayServerlessContainer") return [];
  const { metadata, spec } = manifest;
  const { memoryLimitMb, minScale, maxScale, env, privacy } = spec;
  const container = stack.container(metadata.name);
  const schedules = schedulesOf(manifest).map(({ name, schedule }) => `${name} ${schedule}`);
  const secrets = env.secrets.map(({ name }) => name);
  const rows: Row[] = [
    ["container", `${metadata.name}, ${privacy.replace("privacy_", "")}, ${spec.region}`],
    ["image", `${imageOf(spec)}${digestOf(container)}`],
    ["URL", urlPattern(metadata.name, spec.region)],
    ["plain HTTP", spec.httpOption === "redirected" ? "redirected to HTTPS" : "answered"],
    ["network", networkOf(spec, container)],
    ["memory/CPU", `${memoryLimitMb} MB, ${container.cpuLimit} mvCPU`],
    ["scale", `${minScale} to ${maxScale}`],
    ["schedules", schedules.join(", ")],
    ["secrets", secrets.join(", ")],
  ];
  return rows.filter(([, text]) => text !== "");
}

function imageOf({ image }: ContainerManifest["spec"]): string {
  const { value, valueFrom } = image.registryEndpoint;
  return `${value?.replace(/\/$/, "") ?? `<endpoint of ${valueFrom?.name ?? ""}>`}/${image.name}:${image.tag}`;
}

/** The digest that runs, or the text that triggers a redeployment. */
function digestOf({ registrySha256: trigger }: ServerlessContainer): string {
  if (trigger === undefined) return ", without a digest";
  return trigger.startsWith("sha256:") ? ` @ ${shortDigest(trigger)}` : `, redeployed by ${trigger}`;
}

/** The network as it is deployed: in the region of the container. */
function networkOf({ privateNetworkId }: ContainerManifest["spec"], container: ServerlessContainer): string {
  const { valueFrom } = privateNetworkId ?? {};
  return valueFrom === undefined ? (container.privateNetworkId ?? "") : `ScalewayPrivateNetwork ${valueFrom.name}`;
}

/** The host starts with up to 20 letters and digits of the namespace, which has the name of the container. Scaleway adds 8 hexadecimal digits. */
function urlPattern(name: string, region: string): string {
  return `https://${name.replaceAll("-", "").slice(0, 20)}<8 hex>-${name}.functions.fnc.${region}.scw.cloud`;
}
