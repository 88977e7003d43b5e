import { ValidationError } from "../base/errors";
import type { Region } from "../facts/limits";
import { literal } from "../schema/fields";
import { regionField } from "../schema/identifiers";
import { parseInput, propsSchema } from "../schema/parse";
import { raisedLimitsField, type RaisedLimit } from "../schema/raised-limits";
import { readSources, source, type Source } from "../yaml/sources";
import { documentRegion, type ValidDocument } from "./document";
import { groupDocuments, inDependencyOrder, mainDocument } from "./groups";
import { loadDocuments } from "./load";
import { findReferences, type Reference } from "./references";

/** A document of a manifest. Its spec is not public, because secrets are in it in plain text. */
export interface ManifestDocument {
  /** The kind of the resource in OpenMCF. */
  readonly kind:
    "ScalewayServerlessContainer" | "ScalewayContainerRegistry" | "ScalewayPrivateNetwork" | "ScalewayDnsRecord";
  /** The metadata of the document. */
  readonly metadata: {
    /** The name of the resource. */
    readonly name: string;
    /** The labels, which become tags of the resource. Empty without labels. */
    readonly labels: Readonly<Record<string, string>>;
    /** OpenMCF's organization. */
    readonly org?: string | undefined;
    /** OpenMCF's environment. */
    readonly env?: string | undefined;
  };
}

/** Options for reading manifests. */
export interface ManifestOptions {
  /**
   * The region of documents without one, for example `fr-par`.
   * @default - such documents are rejected
   */
  readonly region?: Region | undefined;
  /**
   * Limits of Scaleway that are higher than this release knows.
   * @default - none
   */
  readonly raisedLimits?: readonly RaisedLimit[] | undefined;
}

/**
 * OpenMCF manifests that create one stack: a ScalewayServerlessContainer and the documents that it refers to
 * (ScalewayContainerRegistry, ScalewayPrivateNetwork, ScalewayDnsRecord). A manifest is read by `Manifest.load`, `Manifest.loadAll`
 * or `Manifest.parse`, and deployed by a `ManifestStack`.
 * @example
 * ```ts
 * const manifest = Manifest.load("order-api.yaml");
 * manifest.name; // order-api
 * manifest.documents.map(({ kind }) => kind); // ["ScalewayServerlessContainer"]
 * ```
 */
export class Manifest {
  /**
   * Loads a file, or the .yaml and .yml files of a folder. A file has at most 500,000 bytes.
   * @param path a file or a folder, relative to the working directory
   * @example
   * ```ts
   * const manifest = Manifest.load("order-api.yaml");
   * new ManifestStack(app, manifest);
   * ```
   * @throws ValidationError with every issue and its position; also if the manifests create several stacks
   */
  public static load(path: string, options: ManifestOptions = {}): Manifest {
    return onlyOne(path, Manifest.loadAll(path, options));
  }

  /**
   * Loads files and folders, one Manifest per stack. Each document creates a stack with its name. Documents that are
   * connected by references share one stack, which has the name of their first container. There are at most 1000 documents.
   * @param paths files and folders, relative to the working directory
   * @example
   * ```ts
   * for (const manifest of Manifest.loadAll(["order-api.yaml"])) new ManifestStack(app, manifest);
   * ```
   * @throws ValidationError with every issue of all files and its position
   */
  public static loadAll(paths: string | readonly string[], options: ManifestOptions = {}): Manifest[] {
    return Manifest.fromSources(readSources([paths].flat()), options);
  }

  /**
   * Parses a text, for example one that a program generates.
   * @param text YAML documents, separated by `---`
   * @param file the name of the text in messages
   * @example
   * ```ts
   * const manifest = Manifest.parse(readFileSync("order-api.yaml", "utf8"), "order-api.yaml", { region: "fr-par" });
   * ```
   * @throws ValidationError with every issue and its position; also if the text creates several stacks
   */
  public static parse(text: string, file = "manifest.yaml", options: ManifestOptions = {}): Manifest {
    return onlyOne(file, Manifest.fromSources([source(file, Buffer.from(text))], options));
  }

  /** @internal */
  public static fromSources(sources: readonly Source[], options: ManifestOptions = {}): Manifest[] {
    const { region, raisedLimits = [] } = parseInput("Manifest", optionsSchema, options);
    const documents = loadDocuments(sources, { region, raisedLimits });
    const references = findReferences(documents);
    return groupDocuments(documents, references).map(
      (group) => new Manifest(mainDocument(group), inDependencyOrder(group, references), references, raisedLimits),
    );
  }

  /** The name of the stack. */
  public readonly name: string;
  /** The region of the container that gives the stack its name, or else of the first document with a region. */
  public readonly region: Region | undefined;
  /** The documents of the stack. Each comes after the documents that it refers to. */
  public readonly documents: readonly ManifestDocument[];

  /** @internal The references to resources that no document of the run describes. Terraform looks them up in the account. */
  public readonly lookUps: readonly Reference<ValidDocument>[];

  private constructor(
    main: ValidDocument,
    /** @internal */
    public readonly validDocuments: readonly ValidDocument[],
    /** @internal */
    public readonly references: readonly Reference<ValidDocument>[],
    /** @internal */
    public readonly raisedLimits: readonly RaisedLimit[],
  ) {
    this.name = main.name;
    this.region = [main, ...validDocuments].map((each) => documentRegion(each)).find((region) => region !== undefined);
    this.lookUps = references.filter(({ from, to }) => to === undefined && validDocuments.includes(from));
    this.documents = validDocuments.map(({ manifest: { kind, metadata } }) => {
      const { name, labels, org, env } = metadata;
      return { kind, metadata: { name, labels, org, env } };
    });
  }
}

const optionsSchema = propsSchema<ManifestOptions>()({
  region: literal(regionField()).optional(),
  raisedLimits: raisedLimitsField().optional(),
});

function onlyOne(file: string, manifests: readonly Manifest[]): Manifest {
  const [first, ...others] = manifests;
  if (first !== undefined && others.length === 0) return first;
  const names = manifests.map(({ name }) => name).join(", ");
  const message = `creates ${manifests.length} stacks, got ${names}. Use Manifest.loadAll.`;
  throw new ValidationError("Manifest.load", [{ code: "several-stacks", file, path: "", message }]);
}
