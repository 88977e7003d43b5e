import { readFileSync, readdirSync } from "node:fs";
import { BUILD_LIMITS, IMAGE_LIMITS } from "../lib/facts/image-facts";
import * as facts from "../lib/facts/limits";
import type { NumberLimit, TextLimit } from "../lib/facts/limits";
import { NAMESPACE_QUOTA } from "../lib/facts/quotas";

const FOLDER = "docs/reference";
/** The largest number that the provider can send, which no docstring mentions. */
const LARGEST = 2_147_483_647;

type Fact = NumberLimit | TextLimit | number;
type Facts = Readonly<Record<string, readonly Fact[]>>;

/** The limits of the fields of an interface. */
const fields = (owner: string, table: Readonly<Record<string, NumberLimit | TextLimit>>): Facts =>
  Object.fromEntries(Object.entries(table).map(([field, limit]) => [`${owner}.${field}`, [limit]]));

const { variables, secrets, name: variableName, value: variableValue, secretBytes } = facts.ENVIRONMENT_LIMITS;
const environment = (owner: string): Facts => ({
  [`${owner}.environmentVariables`]: [variables, variableName, variableValue],
  [`${owner}.secretEnvironmentVariables`]: [secrets, secretBytes],
});
const {
  "scalingOption.concurrentRequestsThreshold": requests,
  "scalingOption.cpuUsageThreshold": cpuUsage,
  "scalingOption.memoryUsageThreshold": memoryUsage,
  ...containerLimits
} = facts.CONTAINER_LIMITS;
const { path: probePath, ...probeLimits } = facts.PROBE_LIMITS;
const { domainsPerContainer, ...domainLimits } = facts.DOMAIN_LIMITS;
const { args, schedule } = facts.SCHEDULE_LIMITS;
const { tags: tokenTags, ...tokenLimits } = facts.TOKEN_LIMITS;

/** What each docstring with a number says. A number of its own is a fact that no limit has. */
const FACTS: Facts = {
  ...fields("ServerlessContainerProps", containerLimits),
  ...environment("ServerlessContainerProps"),
  "new ServerlessContainer()": [containerLimits.name],
  "ServerlessContainerAttributes.timeoutSeconds": [containerLimits.timeoutSeconds],
  "RequestScaling.concurrentRequestsThreshold": [requests],
  "CpuScaling.cpuUsageThreshold": [cpuUsage, 1],
  "MemoryScaling.memoryUsageThreshold": [memoryUsage, 1],
  "HttpProbe.path": [probePath],
  ...fields("ProbeOptions", probeLimits),
  ...fields("ContainerNamespaceProps", facts.NAMESPACE_LIMITS),
  ...environment("ContainerNamespaceProps"),
  ContainerNamespace: [NAMESPACE_QUOTA.max, NAMESPACE_QUOTA.infoAbove],
  ...fields("TriggerOptions", facts.TRIGGER_LIMITS),
  // 0 is Sunday.
  "CronScheduleOptions.schedule": [schedule, 0],
  "CronScheduleOptions.args": [args],
  "CronScheduleOptions.body": [args],
  ...fields("QueueOptions", facts.QUEUE_LIMITS),
  // Minutes, of SQS.
  "QueueOptions.contentBasedDeduplication": [5],
  ...fields("DeadLetterQueueOptions", facts.DEAD_LETTER_QUEUE_LIMITS),
  ...fields("NatsConnection", facts.NATS_LIMITS),
  "NatsAccountOptions.subject": [facts.NATS_LIMITS.subject],
  ...fields("CustomDomainOptions", domainLimits),
  CustomDomain: [domainsPerContainer],
  "new CustomDomain()": [domainsPerContainer],
  ...fields("AccessTokenOptions", { ...tokenLimits, tags: tokenTags }),
  "new AccessToken()": [tokenTags],
  "ScalewayStackProps.tags": [tokenTags],
  "StoreInOptions.secretName": [facts.SECRET_MANAGER_LIMITS.name],
  "SecretValue.secretManager()": [facts.SECRET_MANAGER_LIMITS.name],
  SecretValue: [secretBytes],
  ...fields("ObjectStorageBackendProps", facts.BACKEND_LIMITS),
  "ContainerImage.fromRegistry()": [IMAGE_LIMITS.reference],
  "BoundImage.image": [IMAGE_LIMITS.reference],
  "ContainerImage.fromDirectory()": [BUILD_LIMITS.contextBytes / facts.BYTES_PER_MB, BUILD_LIMITS.contextFiles],
  "Manifest.load()": [facts.MANIFEST_LIMITS.fileBytes],
  "Manifest.loadAll()": [facts.MANIFEST_LIMITS.documents],
  "RaisedLimit.reason": [500],
  // The first line and column, the digits of a digest, and mvCPU per vCPU.
  "ValidationIssue.line?": [1],
  "ValidationIssue.column?": [1],
  "ImageLock.images.*.digest": [64],
  "LockedDigest.digest": [64],
  "ContainerSize.cpuLimit?": [1, 1000],
};

const {
  probe,
  trigger,
  schedule: scheduleDefaults,
  domain,
  queue,
  deadLetterQueue,
  healthCheck,
  ...own
} = facts.DEFAULTS;
const { concurrentRequestsThreshold, ...containerDefaults } = own;
const defaults = (owner: string, table: Readonly<Record<string, unknown>>) =>
  Object.entries(table).map(([field, value]) => [`${owner}.${field}`, [value]] as const);
const DEFAULTS = [
  ...defaults("ServerlessContainerProps", containerDefaults),
  ["ServerlessContainerProps.scalingOption", [concurrentRequestsThreshold]],
  [
    "ServerlessContainerProps.healthCheck",
    [healthCheck.failureThreshold, healthCheck.intervalSeconds, healthCheck.timeoutSeconds],
  ],
  ["ServerlessContainerProps.cpuLimit", [facts.CPU_PER_MEMORY.milliCpu, facts.CPU_PER_MEMORY.memoryMb]],
  ...defaults("ProbeOptions", probe),
  ...defaults("TriggerOptions", trigger),
  ...defaults("CronScheduleOptions", scheduleDefaults),
  ...defaults("CustomDomainOptions", domain),
  ...defaults("QueueOptions", queue),
  ...defaults("DeadLetterQueueOptions", deadLetterQueue),
] as const;

interface Docstring {
  readonly text: string;
  readonly fallback: string;
}

/** The docstrings as the reference prints them, by symbol, `Owner.field` or `Owner.method()`. */
const docstrings = new Map<string, Docstring>();
for (const page of readdirSync(FOLDER).filter((name) => name !== "README.md")) {
  let section = "";
  const prose = readFileSync(`${FOLDER}/${page}`, "utf8").replaceAll(/^```[^]*?^```$/gm, "");
  for (const line of prose.split("\n")) {
    const [, heading] = /^##+ (.*)$/.exec(line) ?? [];
    if (heading !== undefined) section = heading;
    const [, field, cells = ""] = /^\| `([^`]+)` +\| (.*) \|$/.exec(line) ?? [];
    const columns = cells.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const name = field === undefined ? section : `${section}.${field}`;
    const text = field === undefined ? line : (columns.at(-1) ?? "");
    const before = docstrings.get(name)?.text ?? "";
    docstrings.set(name, { text: `${before} ${text}`, fallback: columns.length > 2 ? (columns[1] ?? "") : "" });
  }
}

/** The numbers in the words of a docstring, without code, links, standards and paths of attributes. */
function numbersIn({ text }: Docstring): number[] {
  const words = text.replaceAll(/`[^`]*`|\]\([^)]*\)|RFC \d+|\[\d+\]/g, "");
  const numbers = words.match(/(?<![\w./:-])\d[\d,]*(?: \d{3})*(?!\w|[/-]|\.\d)/g) ?? [];
  return numbers.map((number) => Number(number.replaceAll(/[ ,]/g, "")));
}

function numbersOf(fact: Fact): readonly number[] {
  if (typeof fact === "number") return [fact];
  const { min, max } = facts.boundsOf(fact);
  return [min, max, ...("except" in fact ? (fact.except ?? []) : [])];
}

/** The bound that a docstring cannot omit. */
function mainNumber(fact: Fact): number {
  if (typeof fact === "number") return fact;
  const { min, max } = facts.boundsOf(fact);
  return max === LARGEST ? min : max;
}

test("every docstring with a number has its facts here", () => {
  const withNumbers = [...docstrings].filter(([, docstring]) => numbersIn(docstring).length > 0);
  expect(withNumbers.map(([name]) => name).sort()).toEqual(Object.keys(FACTS).sort());
});

test.each(Object.entries(FACTS))("%s contains the numbers of its limits", (name, known) => {
  const numbers = numbersIn(docstrings.get(name) ?? { text: "", fallback: "" });
  expect(known.flatMap(numbersOf)).toEqual(expect.arrayContaining(numbers));
  expect(numbers).toEqual(expect.arrayContaining(known.map(mainNumber)));
});

test.each(DEFAULTS)("%s has the default that the library fills in", (name, values) => {
  const { fallback = "" } = docstrings.get(name) ?? {};
  for (const value of values) expect(fallback).toMatch(new RegExp(`(?<!\\d)${JSON.stringify(value)}(?!\\d)`));
});
