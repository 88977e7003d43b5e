import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { BoundImage } from "../../contracts/container-image";
import { UNCERTAIN_LOCAL_STORAGE_MB } from "../../facts/limits";
import { PRICE, price, usage } from "../../facts/cost";
import { BLOCKED_OUTBOUND_PORTS, NON_HTTP_PORTS } from "../../facts/well-known-ports";
import { isMutableTag } from "../../base/image-reference";
import { partsAfterTokens } from "../../base/reference-with-tokens";
import { addInfo, addWarning } from "../../terraform/warnings";

/** The settings that warnings depend on. */
interface WarningSettings extends BoundImage {
  readonly region: string | undefined;
  readonly privateNetworkId?: string | undefined;
  readonly port: number;
  readonly localStorageLimitMb: number;
  readonly minScale: number;
  readonly memoryLimitMb: number;
  readonly cpuLimit: number;
}

/** Adds warnings about settings that are valid but probably not intended. */
export function warnAboutContainer(container: IConstruct, props: WarningSettings): void {
  const { privateNetworkId = "", region, localStorageLimitMb } = props;
  warnAboutImage(container, props);
  warnAboutPort(container, props.port);
  const networkRegion = Token.isUnresolved(privateNetworkId) ? undefined : privateNetworkId.split("/")[0];
  if (networkRegion && region !== undefined && !Token.isUnresolved(region) && networkRegion !== region) {
    addWarning(
      container,
      "private-network-region",
      `privateNetworkId is in ${networkRegion}, but the container is in ${region}. Terraform uses ${region}, where a network with this ID must exist. Use a network in ${region}.`,
    );
  }
  if (!Token.isUnresolved(localStorageLimitMb) && localStorageLimitMb > UNCERTAIN_LOCAL_STORAGE_MB) {
    addWarning(
      container,
      "local-storage-limit",
      `localStorageLimitMb is ${localStorageLimitMb}. Scaleway may reject more than ${UNCERTAIN_LOCAL_STORAGE_MB} MB. Use less, or acknowledge the warning.`,
    );
  }
  informAboutCost(container, props);
}

function warnAboutImage(container: IConstruct, { image, registrySha256 }: BoundImage): void {
  const { tag, digest, isUntagged } = partsAfterTokens(image);
  const isMutable = tag === undefined ? isUntagged : isMutableTag(tag);
  if (digest !== undefined) {
    addWarning(
      container,
      "digest-without-tag",
      `Scaleway may not be able to pull ${image} without a tag. Add the tag before the digest.`,
    );
  } else if (isMutable && registrySha256 === undefined) {
    addWarning(
      container,
      "mutable-tag",
      `${image} has a mutable tag: a push to this tag does not trigger a redeployment. Lock its digest (npx scw-containers lock), set registrySha256, or use a version as the tag.`,
    );
  }
}

function warnAboutPort(container: IConstruct, port: number): void {
  // A token is a negative number, which is not in the table.
  const service = NON_HTTP_PORTS[port];
  if (service === undefined) return;
  const blocked = BLOCKED_OUTBOUND_PORTS.includes(port)
    ? ` Scaleway also blocks connections from a container to port ${port}.`
    : "";
  addWarning(
    container,
    "non-http-port",
    `port is ${port}, the port of ${service}, but Scaleway sends only HTTP requests to a container.${blocked} Serve HTTP, or run ${service} elsewhere.`,
  );
}

function informAboutCost(container: IConstruct, { minScale, memoryLimitMb, cpuLimit }: WarningSettings): void {
  if ([minScale, memoryLimitMb, cpuLimit].some((value) => Token.isUnresolved(value)) || minScale === 0) return;
  const euros = Math.round(price(usage({ memoryLimitMb, cpuLimit }, minScale * PRICE.secondsPerMonth)));
  const instances = minScale === 1 ? "1 instance" : `${minScale} instances`;
  addInfo(
    container,
    "always-on-cost",
    `minScale keeps ${instances} running, which costs about EUR ${euros} a month before the free tier of the account.`,
  );
}

/** Adds an info about a public container with secrets that answers plain HTTP. */
export function informAboutPlainHttp(
  container: IConstruct,
  { privacy, httpOption }: { privacy: string; httpOption: string },
  hasSecrets: boolean,
): void {
  if (privacy === "public" && httpOption === "enabled" && hasSecrets) {
    addInfo(
      container,
      "secrets-over-plain-http",
      'The container is public, has secrets and answers plain HTTP. Set httpOption: "redirected" to redirect callers to HTTPS.',
    );
  }
}
