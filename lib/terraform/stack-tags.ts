import { TerraformResource, Token, type IAspect } from "cdktf";
import type { IConstruct } from "constructs";
import { call } from "./expressions";
import { escapeTemplates } from "./template";

/** Adds tags to every Scaleway resource that accepts a list of tags, also to resources of the provider's own classes. */
export class StackTags implements IAspect {
  private readonly visited = new WeakSet<IConstruct>();

  constructor(private readonly tags: readonly string[]) {}

  public visit(node: IConstruct): void {
    if (this.visited.has(node) || !isTaggable(node)) return;
    this.visited.add(node);
    node.tags = this.addTo(node.tagsInput ?? []);
  }

  private addTo(own: string[]): string[] {
    if (Token.isUnresolved(own)) return Token.asList(call("distinct", call("concat", own, this.tags)));
    return [...new Set([...own, ...escapeTemplates([...this.tags])])];
  }
}

/** The properties of bindings that accept tags. */
interface Taggable {
  readonly tagsInput: string[] | undefined;
  tags: string[];
}

/** Whether a resource accepts a list of tags. Object Storage has a map of tags instead. */
function isTaggable(node: IConstruct): node is IConstruct & Taggable {
  return (
    TerraformResource.isTerraformResource(node) &&
    /^scaleway_(?!object(_|$))/.test(node.terraformResourceType) &&
    "tagsInput" in node
  );
}
