import { Construct } from "constructs";
import { fieldsOf } from "../base/objects";
import { instance } from "../schema/fields";
import type { ContainerReference } from "./container-reference";

export function isContainerReference(value: unknown): value is ContainerReference {
  const { name, containerId } = fieldsOf(value);
  return Construct.isConstruct(value) && typeof name === "string" && typeof containerId === "string";
}

export const containerReferenceField = () =>
  instance<ContainerReference>(isContainerReference, "a ServerlessContainer");
