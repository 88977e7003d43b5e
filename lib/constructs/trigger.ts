import type { IConstruct } from "constructs";
import type { ContainerReference } from "../contracts/container-reference";
import { containerReferenceField } from "../contracts/container-reference-schema";
import { DEFAULTS, HTTP_METHODS, TRIGGER_LIMITS, type HttpMethod } from "../facts/limits";
import { choice, text, texts } from "../schema/fields";
import { raisedLimitsField, type RaisedLimit } from "../schema/raised-limits";
import { regionFor } from "../terraform/stack-region";
import { escapeTemplates } from "../terraform/template";

/** How a trigger calls its container: the fields of all schedules and triggers. */
export interface TriggerOptions {
  /**
   * The path of the request: 1 to 255 characters, starting with `/`.
   * @default "/"
   */
  readonly path?: string | undefined;
  /**
   * The method of the request.
   * @default "post"
   */
  readonly method?: HttpMethod | undefined;
  /**
   * The name of the trigger: 2 to 50 letters, digits, hyphens and underscores, with a letter or digit at both ends.
   * @default - the construct ID
   */
  readonly name?: string | undefined;
  /**
   * The description of the trigger in Scaleway's console and API. At most 255 characters.
   * @default - no description
   */
  readonly description?: string | undefined;
  /**
   * The tags of the trigger in Scaleway's console and API.
   * @default - no tags
   */
  readonly tags?: readonly string[] | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows, for this trigger.
   * @default - the limits that are raised on the scopes
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/** @internal The fields of all triggers. */
export const triggerFields = () => ({
  container: containerReferenceField(),
  path: text(TRIGGER_LIMITS.path).default(DEFAULTS.trigger.path),
  method: choice(HTTP_METHODS).default(DEFAULTS.trigger.method),
  name: text(TRIGGER_LIMITS.name).optional(),
  description: text(TRIGGER_LIMITS.description).default(""),
  tags: texts().default([]),
  raisedLimits: raisedLimitsField().optional(),
});

interface ParsedTrigger {
  readonly container: ContainerReference;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly path: string;
  readonly method: HttpMethod;
}

/** @internal */
export function renderTrigger(scope: IConstruct, trigger: ParsedTrigger) {
  const { container, name, description, tags, path, method } = trigger;
  return {
    containerId: container.containerId,
    region: regionFor(scope, container),
    ...escapeTemplates({ name, description, tags: [...tags] }),
    destinationConfig: escapeTemplates({ httpPath: path, httpMethod: method }),
  };
}
