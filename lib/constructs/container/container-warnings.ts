import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { BoundImage } from "../../contracts/container-image";
import { DOUBTFUL_LOCAL_STORAGE_MB, PRICE } from "../../facts/limits";
import { price, usage } from "../../facts/cost";
import { isMutableTag, partsOf } from "../../base/image-reference";
import { addInfo, addWarning } from "../../terraform/warnings";

export interface Doubtful extends BoundImage {
  readonly region: string | undefined;
  readonly privateNetworkId?: string;
  readonly localStorageLimitMb: number;
  readonly minScale: number;
  readonly memoryLimitMb: number;
  readonly cpuLimit: number;
}

/** What is legal and likely not meant. */
export function warnAboutContainer(container: IConstruct, props: Doubtful): void {
  const { privateNetworkId = "", region, localStorageLimitMb } = props;
  warnAboutImage(container, props);
  const networkRegion = Token.isUnresolved(privateNetworkId) ? undefined : privateNetworkId.split("/")[0];
  if (networkRegion && region !== undefined && !Token.isUnresolved(region) && networkRegion !== region) {
    addWarning(
      container,
      "private-network-region",
      `The private network is given in ${networkRegion}, and the container is in ${region}; ${region} is used, where a network of that id must exist`,
    );
  }
  if (!Token.isUnresolved(localStorageLimitMb) && localStorageLimitMb > DOUBTFUL_LOCAL_STORAGE_MB) {
    addWarning(
      container,
      "local-storage-limit",
      `Scaleway may refuse more than ${DOUBTFUL_LOCAL_STORAGE_MB} MB of local storage`,
    );
  }
  informAboutCost(container, props);
}

function warnAboutImage(container: IConstruct, { image, registrySha256 }: BoundImage): void {
  // The tag may be literal where what stands before it is a token.
  const tag = /:(?<tag>[\w.-]+)$/.exec(image)?.groups?.["tag"];
  const { digest } = Token.isUnresolved(image) ? {} : partsOf(image);
  const isMutable = tag === undefined ? !Token.isUnresolved(image) : isMutableTag(tag);
  if (digest !== undefined) {
    addWarning(
      container,
      "digest-without-tag",
      `It is not certain that Scaleway pulls ${image}; add the tag before the digest`,
    );
  } else if (isMutable && registrySha256 === undefined) {
    addWarning(
      container,
      "mutable-tag",
      `The tag of ${image} can move, and a push under it would not be deployed; lock its digest (npx scw-containers lock), set registrySha256, or use a version as tag`,
    );
  }
}

function informAboutCost(container: IConstruct, { minScale, memoryLimitMb, cpuLimit }: Doubtful): void {
  if ([minScale, memoryLimitMb, cpuLimit].some((value) => Token.isUnresolved(value)) || minScale === 0) return;
  const euros = Math.round(price(usage({ memoryLimitMb, cpuLimit }, minScale * PRICE.secondsPerMonth)));
  const instances = minScale === 1 ? "1 instance" : `${minScale} instances`;
  addInfo(
    container,
    "always-on-cost",
    `minScale keeps ${instances} running: about EUR ${euros} a month, before the account's free share`,
  );
}

/** Secrets that a public container may be sent over plain HTTP. */
export function informAboutPlainHttp(
  container: IConstruct,
  { privacy, httpOption }: { privacy: string; httpOption: string },
  hasSecrets: boolean,
): void {
  if (privacy === "public" && httpOption === "enabled" && hasSecrets) {
    addInfo(
      container,
      "secrets-over-plain-http",
      'The container is public, has secrets and answers plain HTTP; httpOption: "redirected" sends callers to HTTPS',
    );
  }
}
