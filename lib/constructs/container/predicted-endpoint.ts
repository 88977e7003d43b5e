import { Token, type TerraformResourceLifecycle } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../../base/errors";
import type { IContainerNamespace } from "../../contracts/container-namespace";
import type { Region } from "../../facts/limits";
import { call, selfEquals } from "../../terraform/expressions";
import { regionIn } from "../../terraform/stack-region";

/** The number of characters of the namespace's name in a URL, as in the 24 recorded answers of Scaleway's API of 2026-05. */
const NAMESPACE_CHARACTERS = 20;
/** The number of characters of the namespace's ID in a URL, from the same source. */
const ID_CHARACTERS = 8;

interface LocatedContainer extends IConstruct {
  readonly name: string;
  readonly namespace: IContainerNamespace;
  readonly region: Region | undefined;
}

/**
 * The host that Scaleway gives a container. It depends on the namespace, but not on the container.
 * @throws ValidationError if the name of the namespace is not known
 */
export function predictedHost({ node, name, namespace, region }: LocatedContainer): string {
  if (namespace.name === undefined) {
    const message = "has no known name, with which the URL of the container starts. Pass name to fromAttributes.";
    throw new ValidationError(node.path, [{ code: "unknown-namespace-name", path: "namespace", message }]);
  }
  const { namespaceId } = namespace;
  const uuid = call("element", call("split", "/", namespaceId), 1);
  const start = `${namespacePart(namespace.name)}${Token.asString(call("substr", uuid, 0, ID_CHARACTERS))}`;
  return `${start}-${name}.functions.fnc.${region ?? regionIn(namespaceId)}.scw.cloud`;
}

function namespacePart(name: string): string {
  if (!Token.isUnresolved(name)) {
    return name
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, NAMESPACE_CHARACTERS);
  }
  const characters = call("replace", call("lower", name), "/[^a-z0-9]/", "");
  return Token.asString(call("substr", characters, 0, NAMESPACE_CHARACTERS));
}

/** Adds a condition that fails the apply, and later plans, if Scaleway gives the container another URL. */
export function withPredictionCheck(
  lifecycle: TerraformResourceLifecycle | undefined,
  name: string,
  endpoint: string,
): TerraformResourceLifecycle {
  const check = {
    condition: selfEquals("public_endpoint", endpoint),
    errorMessage: `Container ${name} has the URL \${coalesce(self.public_endpoint, "unknown")}, but ${endpoint} was predicted. Replace predictedEndpoint and predictedDomainName by the URL itself, and apply again.`,
  };
  return { ...lifecycle, postcondition: [...(lifecycle?.postcondition ?? []), check] };
}
