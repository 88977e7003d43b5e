import type { IConstruct } from "constructs";
import { containerReference, type ContainerReference } from "../contracts/container-reference";
import { DEFAULTS, HTTP_METHODS, TRIGGER_LIMITS } from "../facts/limits";
import type { TriggerOptions } from "./trigger-options";
import { choice, text } from "../schema/fields";

import { regionFor } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";

/** The fields that triggers of every kind have. */
export const triggerFields = () => ({
  container: containerReference(),
  path: text(TRIGGER_LIMITS.path).optional(),
  method: choice(HTTP_METHODS).optional(),
  name: text(TRIGGER_LIMITS.name).optional(),
  description: text(TRIGGER_LIMITS.description).optional(),
});

export function renderTrigger(
  trigger: IConstruct & { readonly name: string },
  { container, ...props }: TriggerOptions & { readonly container: ContainerReference },
) {
  const { description = "", path = DEFAULTS.trigger.path, method = DEFAULTS.trigger.method } = props;
  return {
    containerId: container.containerId,
    region: regionFor(trigger, container),
    ...escapeTemplates({ name: trigger.name, description }),
    destinationConfig: escapeTemplates({ httpPath: path, httpMethod: method }),
  };
}
