import { MNQ_REGIONS, REGIONS } from "../../lib/facts/limits";
import { compareLimits } from "./compare-limits";
import { compareRegions } from "./compare-regions";
import { findingsOf, joinFindings, type Findings } from "./findings";
import { parseRegions } from "./localities";
import { CONTAINERS, CONTAINERS_BEFORE_V1, IAM, type PublishedApi } from "./rule-of-limit";
import { parseRules } from "./rules";
import { PACKAGES, SdkPackage, type PackageName } from "./sdk";

/** The versions of the APIs that this project knows. Another one is a difference. */
const API_VERSIONS: Readonly<Record<PackageName, readonly string[]>> = {
  container: ["v1", "v1beta1"],
  iam: ["v1alpha1"],
  mnq: ["v1beta1"],
  registry: ["v1"],
};

/** Compares limits, regions and versions of APIs with the SDK in a directory. */
export async function compareSdk(directory: string): Promise<Findings> {
  const inPackage = (name: PackageName, compare: (sdk: SdkPackage) => Findings) =>
    findingsOf(() => compare(new SdkPackage(directory, name)));
  return joinFindings([
    await inPackage("container", compareContainerLimits),
    await inPackage("container", (sdk) => regions(sdk, "REGIONS", REGIONS, containersApi(sdk).version)),
    await inPackage("registry", (sdk) => regions(sdk, "REGIONS", REGIONS, "v1")),
    await inPackage("mnq", (sdk) => regions(sdk, "MNQ_REGIONS", MNQ_REGIONS, "v1beta1")),
    await inPackage("iam", (sdk) => limits(sdk, IAM)),
    ...(await Promise.all(
      PACKAGES.map((name) => inPackage(name, (sdk) => compareApiVersions(sdk, API_VERSIONS[name]))),
    )),
  ]);
}

function containersApi({ apiVersions }: SdkPackage): PublishedApi {
  return apiVersions.includes(CONTAINERS.version) ? CONTAINERS : CONTAINERS_BEFORE_V1;
}

function compareContainerLimits(sdk: SdkPackage): Findings {
  const api = containersApi(sdk);
  const findings = limits(sdk, api);
  if (api === CONTAINERS) return findings;
  const notice = `${sdk.title} has no API ${CONTAINERS.version}. Only ${api.limits.length} of ${CONTAINERS.limits.length} limits have a rule in ${api.version}.`;
  return { ...findings, unreadable: [notice] };
}

function limits(sdk: SdkPackage, api: PublishedApi): Findings {
  const { name, code } = sdk.file(api.version, "validation-rules");
  return compareLimits(api, parseRules(name, code), name);
}

function regions(sdk: SdkPackage, list: string, ours: readonly string[], version: string): Findings {
  const { name, code } = sdk.file(version, "api");
  return compareRegions(list, ours, parseRegions(name, code), name);
}

function compareApiVersions({ title, apiVersions }: SdkPackage, known: readonly string[]): Findings {
  const what = (version: string) => `API version ${version} of ${title.replace(/ .*/, "")}`;
  return {
    compared: apiVersions.map(what),
    differences: apiVersions
      .filter((version) => !known.includes(version))
      .map((version) => ({
        what: what(version),
        ours: "none",
        published: version,
        source: title,
        fix: "Compare its rules, and add it to scripts/facts/compare-sdk.ts.",
      })),
    unreadable: [],
  };
}
