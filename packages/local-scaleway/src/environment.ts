import { DEFAULT_ORGANIZATION_ID, DEFAULT_PROJECT_ID } from "./api/context";

/** Variables that break the provider's client of queues, or that choose another Scaleway. */
const REMOVED = [
  "AWS_CA_BUNDLE",
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "SCW_PROFILE",
  "SCW_CONFIG_PATH",
  "SCW_INSECURE",
];

/** The environment of a command that uses a local server. */
export function localEnvironment(url: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.entries(environment).filter(([name]) => !REMOVED.includes(name));
  return { ...Object.fromEntries(rest), ...localVariables(url) };
}

/** The variables of the provider, and of `scw-containers logs`. The keys are not valid anywhere else. */
export function localVariables(url: string): Readonly<Record<string, string>> {
  return {
    SCW_API_URL: url,
    SCW_ACCESS_KEY: "SCWXXXXXXXXXXXXXXXXX",
    SCW_SECRET_KEY: "11111111-1111-1111-1111-111111111111",
    SCW_DEFAULT_PROJECT_ID: DEFAULT_PROJECT_ID,
    SCW_DEFAULT_ORGANIZATION_ID: DEFAULT_ORGANIZATION_ID,
    COCKPIT_LOGS_URL: url,
    COCKPIT_TOKEN: "local",
  };
}
