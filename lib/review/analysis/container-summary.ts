import { repositoryOf, shortDigest } from "../../base/image-reference";
import { KNOWN_AFTER_APPLY, type ResourceChange } from "../plan/plan";
import { attributeAt, isMasked } from "./attribute-at";
import { IMAGE_ATTRIBUTES, isDigestUnknown, type Container } from "./containers";
import { failedDeployment } from "./failed-deployment";
import { imageParts } from "./image-summary";
import { codeList, joined, markup, plain, strong, type Markup } from "./markup";
import { because } from "./naming";
import { appliedAttributes, rootOf, settingsThatStay } from "./settings-that-stay";

/** The longest list of names in a summary. */
const MAX_NAMES = 8;
/** The image and the privacy have their own words. Scaleway computes the others. */
const OTHER_ATTRIBUTES = [
  ...IMAGE_ATTRIBUTES,
  ...["privacy", "id", "status", "error_message", "cron_status", "public_endpoint", "domain_name"],
];
const VARIABLES = ["environment_variables", "secret_environment_variables"];

/** What happens to a container: a predicate whose subject is the container, the gravest consequence first. */
export function containerSummary(container: Container): Markup {
  const { change } = container;
  switch (change.action) {
    case "no-op":
      return unchangedSummary(container);
    case "create":
      return creationSummary(container);
    case "delete":
      return markup`${strong("is destroyed")}${reasonSuffix(change)}`;
    case "forget":
      return plain("is forgotten: it keeps running, and Terraform no longer manages it");
    case "replace":
      return markup`is replaced, ${strong("new URL")}${reasonSuffix(change)}`;
    case "update":
      return updateSummary(container);
    default:
      return markup`${change.actions.join(", ")}`;
  }
}

function creationSummary({ change, after }: Container): Markup {
  if (change.importId !== undefined) return markup`is imported from ${change.importId}`;
  return after?.privacy === "public" ? markup`is new and ${strong("public")}` : plain("is new");
}

function unchangedSummary(container: Container): Markup {
  const { previousAddress, importId } = container.change;
  const variables = namespaceVariables(container);
  const parts: Markup[] = [];
  if (importId !== undefined) parts.push(markup`is imported from ${importId}`);
  if (previousAddress !== undefined) parts.push(markup`is moved from ${previousAddress}`);
  if (variables.length > 0) parts.push(markup`restarts: ${nameList(variables)} of its namespace`);
  else if (parts.length > 0) parts.push(plain("otherwise unchanged"));
  return parts.length === 0 ? plain("no change") : joined(parts, ", ");
}

function reasonSuffix(change: ResourceChange): Markup {
  const reason = because(change);
  return reason.isEmpty ? reason : markup`, ${reason}`;
}

function updateSummary(container: Container): Markup {
  const { change } = container;
  const { previousAddress, importId } = change;
  const deployment = deploymentSummary(container);
  const repair = failedDeployment(container)?.isRepaired === true ? plain("repairs its failed deployment") : undefined;
  const consequences = [privacySummary(container), repair, deployment];
  const settings = appliedAttributes(change).filter((attribute) => !OTHER_ATTRIBUTES.includes(rootOf(attribute)));
  const variables = [...namesIn(settings.filter(isVariable)), ...namespaceVariables(container)];
  const others = [...new Set(settings.filter((attribute) => !isVariable(attribute)).map(settingName))].sort(byWeight);
  if (deployment === undefined && variables.length > 0) {
    consequences.push(markup`restarts: ${nameList(variables)}`);
    variables.length = 0;
  }
  const also = [...others.map(plain), ...variables.map((name) => markup`${name}`)];
  const origins = [
    ...(importId === undefined ? [] : [markup`is imported from ${importId}`]),
    ...(previousAddress === undefined ? [] : [markup`is moved from ${previousAddress}`]),
  ];
  const main = [...consequences.filter((each) => each !== undefined), ...origins];
  if (main.length === 0) return also.length > 0 ? markup`changes ${shortList(also)}` : withoutEffect(change);
  return joined(also.length > 0 ? [...main, markup`also ${shortList(also)}`] : main, "; ");
}

function withoutEffect(change: ResourceChange): Markup {
  const staying = settingsThatStay(change);
  return staying.length === 0
    ? plain("is updated")
    : markup`does not change: ${codeList(staying)} cannot be turned off`;
}

function privacySummary({ change, after }: Container): Markup | undefined {
  const attribute = attributeAt(change, "privacy");
  if (attribute === undefined) return undefined;
  // Without a privacy, a container is public.
  const { privacy = attribute.isUnknown === true ? KNOWN_AFTER_APPLY : "public" } = after ?? {};
  return privacy === "public" || privacy === "private" ? strong(`becomes ${privacy}`) : markup`becomes ${privacy}`;
}

/** What a container is deployed with; `undefined` if its image stays. */
function deploymentSummary({ change, before, after }: Container): Markup | undefined {
  if (!change.attributes.some(({ path }) => IMAGE_ATTRIBUTES.includes(path))) return undefined;
  const [previous, next] = [imageParts(before?.image), imageParts(after?.image)];
  if (isMasked(before?.image) || isMasked(after?.image)) return plain("runs an image that the plan hides");
  const [source, target] = [before?.image, after?.image].map((image) => image && repositoryOf(image));
  if (source !== undefined && source !== target) {
    return markup`runs an image of ${target ?? KNOWN_AFTER_APPLY} instead of ${source}`;
  }
  const isDropped = before?.digest !== undefined && after?.digest === undefined && !isDigestUnknown(change);
  const loss = isDropped ? markup`, loses its digest ${shortDigest(before.digest)}` : plain("");
  if (previous.tag !== next.tag) {
    return markup`redeploys ${previous.tag ?? "?"} → ${next.tag ?? KNOWN_AFTER_APPLY}${loss}`;
  }
  return isDropped ? markup`redeploys${loss}` : markup`redeploys ${next.tag ?? "?"} with a new digest`;
}

/** Whether a change of its namespace restarts a container. */
export function restartsByNamespace(container: Container): boolean {
  return namespaceVariables(container).length > 0;
}

/** The variables of the namespace that change: Scaleway restarts the containers in it. */
function namespaceVariables({ namespace, after }: Container): string[] {
  if (namespace === undefined || after === undefined) return [];
  // The variable of a container wins over that of its namespace.
  const own = [...Object.keys(after.variables), ...after.secrets];
  return namesIn(namespace.attributes.filter(isVariable)).filter((name) => !own.includes(name));
}

function isVariable(attribute: { readonly path: string }): boolean {
  return VARIABLES.includes(rootOf(attribute));
}

/** The names of variables, without their values. */
function namesIn(attributes: readonly { readonly path: string }[]): string[] {
  return attributes.map(({ path }) => path.replace(/^\w+\./, ""));
}

function nameList(names: readonly string[]): Markup {
  return shortList(names.map((name) => markup`${name}`));
}

function shortList(items: readonly Markup[]): Markup {
  const hidden = items.length - MAX_NAMES;
  return joined(hidden > 0 ? [...items.slice(0, MAX_NAMES), plain(`and ${hidden} more`)] : items, ", ");
}

/** The name of a setting in a summary. */
function settingName(attribute: { readonly path: string }): string {
  const name = rootOf(attribute);
  if (Object.hasOwn(NAMES, name)) return NAMES[name] ?? name;
  return /^[a-z_]+$/.test(name) ? name.replaceAll("_", " ") : "others";
}

/** The settings that matter most to callers come first. */
const NAMES: Readonly<Record<string, string>> = {
  protocol: "protocol",
  port: "port",
  https_connections_only: "HTTPS",
  liveness_probe: "liveness probe",
  startup_probe: "startup probe",
  command: "command",
  args: "args",
  private_network_id: "private network",
  memory_limit_bytes: "memory",
  cpu_limit: "CPU",
  min_scale: "scale",
  max_scale: "scale",
  scaling_option: "scaling option",
  local_storage_limit_bytes: "local storage",
};
const ORDER = [...new Set(Object.values(NAMES))];

function byWeight(a: string, b: string): number {
  const weight = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return weight(a) - weight(b);
}
