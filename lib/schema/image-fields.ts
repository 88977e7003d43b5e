import { DIGEST, REFERENCE, quoteReference } from "../base/image-reference";
import { replaceTokens } from "../base/token-text";
import type { ValidationIssue } from "../base/errors";
import { IMAGE_LIMITS } from "../facts/image-facts";
import { withCheck, nonEmpty, text } from "./fields";
import type { Problem } from "../base/problem";

const DIGEST_ONLY = new RegExp(`^${DIGEST}$`);

/** A full image reference: `[host[:port]/]path[:tag][@digest]`. */
export const imageReferenceField = () => withCheck(text(IMAGE_LIMITS.reference), referenceProblem);

/** A registry and the path in it. */
export const registryEndpointField = () =>
  withCheck(nonEmpty(), (endpoint) => {
    if (!endpoint.includes("://")) return undefined;
    const message = `has a scheme, got ${quoteReference(endpoint)}. Use the host and the path only.`;
    return { code: "invalid-registry-endpoint", message };
  });

/** Rejects a digest that is present but undefined: a new plan would remove the digest of the last apply without a word. */
export function* digestIssues(props: object): Iterable<ValidationIssue> {
  if (!("registrySha256" in props) || props.registrySha256 !== undefined) return;
  const message =
    "is undefined, so the container would lose its digest. Set the variable that the digest comes from, or remove registrySha256.";
  yield { code: "missing", path: "registrySha256", message };
}

function referenceProblem(reference: string): Problem | undefined {
  if (REFERENCE.test(reference)) return undefined;
  const example = "Use host/path/name:tag, for example rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0.";
  const message = `is not a valid image reference, got ${quoteReference(reference)}: ${reasonOf(replaceTokens(reference, "x"))}. ${example}`;
  return { code: "invalid-image-reference", message };
}

function reasonOf(reference: string): string {
  if (/^\w+:\/\//.test(reference)) return "it has a scheme";
  if (/\s/.test(reference)) return "it contains white space";
  const [name = "", digest] = reference.split("@");
  if (digest !== undefined && !DIGEST_ONLY.test(digest)) return "the part after @ is not a digest";
  const path = name.slice(name.indexOf("/") + 1);
  if (/^[^:]*[A-Z]/.test(path)) return "the path has uppercase letters";
  if (/\/\/|\/$|^\//.test(name)) return "it has an empty part";
  if (name.endsWith(":")) return "the tag is empty";
  return "the path or the tag has characters that are not allowed";
}
