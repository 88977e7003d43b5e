import { TerraformStack, type TerraformProvider } from "cdktf";
import { Construct, Dependable, type IConstruct, type IDependable } from "constructs";
import { MnqSqs as Resource } from "@cdktf/provider-scaleway/lib/mnq-sqs";
import type { ValidationIssue } from "../../base/errors";
import { groupBy } from "../../base/group-by";
import type { Region } from "../../facts/limits";
import { regionField, uuidField } from "../../schema/identifiers";
import { parse, propsSchema } from "../../schema/parse";
import { providerField, useOwnProvider } from "../../schema/provider-field";
import { checkedId } from "../../terraform/construct-id";
import { translateDependencies } from "../../terraform/dependencies";
import { providerSettings } from "../../terraform/provider";
import { resolveIn } from "../../terraform/resolve";
import { checkStack, membersOf } from "../../terraform/stack-checks";
import { stackRegion } from "../../terraform/stack-region";
import { escapeTemplates } from "../../terraform/template";

/** The props of an `SqsActivation`. */
export interface SqsActivationProps {
  /**
   * The region in which SQS is activated. Another region is another activation.
   * @default - the region of the stack, else of the provider
   */
  readonly region?: Region | undefined;
  /**
   * The project, a UUID. Another project is another activation.
   * @default - the project of the provider
   */
  readonly projectId?: string | undefined;
  /**
   * The provider that activates SQS. Another region or project is another activation.
   * @default - the default provider of the stack
   */
  readonly provider?: TerraformProvider | undefined;
}

/**
 * Activates SQS in a region of a project, once in all stacks of an app. The queues of its stack are created after the activation.
 * The apply fails if SQS is already active. Terraform refuses to destroy the activation, because that would delete every queue
 * of the project.
 * @example
 * ```ts
 * new SqsActivation(stack, "sqs");
 * api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
 * ```
 */
export class SqsActivation extends Construct {
  /** The region; undefined if it is the region of the stack's provider. */
  public readonly region: Region | undefined;
  /** The project that the code specifies; undefined if it is the project of the stack's provider. */
  public readonly explicitProjectId: string | undefined;
  /** The resource of the provider, for arguments that have no prop and for `addOverride`. */
  public readonly resource: Resource;

  /**
   * @param scope a stack, or a construct below one
   * @param id the construct ID
   * @throws ValidationError with every problem of the props; at synth with the code `duplicate-activation` if another activation of the app
   * has the same region and project
   */
  constructor(scope: Construct, id: string, props: SqsActivationProps = {}) {
    super(scope, checkedId(scope, id));
    const { region, projectId, provider } = parse(this, activationSchema, props);
    useOwnProvider(this, provider);
    this.region = region ?? stackRegion(this);
    this.explicitProjectId = projectId;
    this.resource = new Resource(this, "Resource", {
      region: this.region,
      projectId,
      lifecycle: { preventDestroy: true, postcondition: [postconditionOf(this.node.path)] },
    });
    checkStack(this, duplicateActivations);
    translateDependencies(this);
  }

  /** The endpoint of SQS, for example `https://sqs.mnq.fr-par.scaleway.com`. */
  public get endpoint(): string {
    return this.resource.endpoint;
  }
}

const activationSchema = propsSchema<SqsActivationProps>()({
  region: regionField().optional(),
  projectId: uuidField().optional(),
  provider: providerField().optional(),
});

function postconditionOf(path: string) {
  return {
    condition: '${self.endpoint != ""}',
    errorMessage: `SQS is not active, although ${escapeTemplates(path)} activates it. Activate SQS in the Scaleway console, and apply again.`,
  };
}

/** A region of a project. What is undefined is that of the stack's provider. */
interface Place {
  readonly region: string | undefined;
  readonly projectId: string | undefined;
}

/** The activation of SQS in a place that a stack contains, if any. It is found at synth, so it may be created later. */
export function activationIn(scope: IConstruct, place: Place): IDependable {
  const dependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return membersOf(TerraformStack.of(scope), isActivation).filter(
        (each) => placeOf(each) === fullPlace(scope, place),
      );
    },
  });
  return dependable;
}

function isActivation(construct: IConstruct): construct is SqsActivation {
  return construct instanceof SqsActivation;
}

function placeOf(activation: SqsActivation): string {
  const { region, explicitProjectId: projectId } = activation;
  return fullPlace(activation, { region, projectId });
}

/** The region and the project in which a resource of a construct is. The profile stands for what the environment or its file decides. */
function fullPlace(scope: IConstruct, { region, projectId }: Place): string {
  const settings = providerSettings(scope);
  const profile = `profile ${settings.profile ?? ""}`;
  const place = [region ?? settings.region ?? profile, projectId ?? settings.projectId ?? profile];
  return String(resolveIn(TerraformStack.of(scope), place.join(" ")));
}

/** Reports activations of the same place in any stack: the second apply would fail, because SQS is already active. */
function duplicateActivations(stack: TerraformStack): ValidationIssue[] {
  return [...groupBy(stack.node.root.node.findAll().filter(isActivation), placeOf)].flatMap(
    ([place, [first, ...others]]) =>
      // A token may have another value in another stack.
      (place.includes("${") ? [] : others).map((other) => ({
        code: "duplicate-activation",
        path: other.node.path,
        message: `activates SQS in the region and project of ${first.node.path}. Remove one of them. If another stack has queues, call its addDependency with the stack of the activation.`,
      })),
  );
}
