import { Op, Token, type TerraformResourceLifecycle } from "cdktf";
import type { z } from "zod";
import type { BoundImage } from "../../contracts/container-image";
import { megabytesToBytes } from "../../terraform/expressions";
import { escapeTemplates } from "../../terraform/template";
import type { containerSchema } from "./container-schema";
import { gateLifecycle } from "./deploy-gate";
import { ignoredArguments } from "./ignore-changes";
import { renderProbe } from "./probe";

/** The settings of a container, with their defaults and the bound image. */
export type Settings = Omit<z.output<typeof containerSchema>, keyof BoundImage | "name" | "cpuLimit"> &
  BoundImage & { readonly name: string; readonly cpuLimit: number };

/**
 * Renders every argument except the ID of the namespace and the variables. The provider keeps the old value of most arguments that
 * are not in the configuration.
 */
export function renderContainer(settings: Settings, region: string | undefined) {
  const { name, image, registrySha256, description, privacy, protocol, sandbox } = settings;
  const { command, args, tags, httpOption, startupProbe } = settings;
  return {
    ...escapeTemplates({ name, image, registrySha256, description, privacy, protocol, sandbox }),
    ...escapeTemplates({ command: [...command], args: [...args], tags: [...tags] }),
    region,
    port: settings.port,
    memoryLimitBytes: megabytesToBytes(settings.memoryLimitMb),
    cpuLimit: settings.cpuLimit,
    minScale: settings.minScale,
    maxScale: settings.maxScale,
    timeout: settings.timeoutSeconds,
    localStorageLimitBytes: megabytesToBytes(settings.localStorageLimitMb),
    httpsConnectionsOnly: Token.isUnresolved(httpOption)
      ? Op.eq(httpOption, "redirected")
      : httpOption === "redirected",
    privateNetworkId: privateNetwork(settings.privateNetworkId, region),
    livenessProbe: renderProbe(settings.healthCheck),
    startupProbe: startupProbe === undefined ? undefined : renderProbe(startupProbe),
    scalingOption: [settings.scalingOption],
    lifecycle: renderLifecycle(settings),
  };
}

function renderLifecycle({ name, deployGate, ignoreChanges }: Settings): TerraformResourceLifecycle | undefined {
  const gate = gateLifecycle(name, deployGate);
  return ignoreChanges.length === 0 ? gate : { ...gate, ignoreChanges: ignoredArguments(ignoreChanges) };
}

/** The region part is the container's region: any other region would be a change in every plan. */
function privateNetwork(id: string | undefined, region: string | undefined): string | undefined {
  if (id === undefined || region === undefined || Token.isUnresolved(id)) return id;
  return `${region}/${id.split("/")[1]}`;
}
