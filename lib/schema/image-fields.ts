import { DIGEST, REFERENCE, quoteReference } from "../base/image-reference";
import { IMAGE_LIMITS } from "../facts/limits";
import { nonEmpty, text, whenFine } from "./fields";

/** A full image reference: `[host[:port]/]path[:tag][@digest]`. */
export const imageReference = () =>
  text(IMAGE_LIMITS.reference).refine((reference) => REFERENCE.test(reference), {
    error: ({ input }) =>
      `${quoteReference(input)} is no image reference: ${reason(input)}; write host/path/name:tag, as rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0`,
    ...whenFine,
  });

/** A registry and the path in it. */
export const registryEndpoint = () =>
  nonEmpty().refine((endpoint) => !endpoint.includes("://"), {
    error: ({ input }) => `${quoteReference(input)} has a scheme; write the host and path alone`,
  });

function reason(reference: unknown): string {
  const given = String(reference);
  if (/^\w+:\/\//.test(given)) return "it has a scheme";
  if (/\s/.test(given)) return "it has white space";
  const [name = "", digest] = given.split("@");
  if (digest !== undefined && !new RegExp(`^${DIGEST}$`).test(digest)) return "what follows @ is no digest";
  const path = name.slice(name.indexOf("/") + 1);
  if (/^[^:]*[A-Z]/.test(path)) return "its path has upper-case letters";
  if (/\/\/|\/$|^\//.test(name)) return "it has an empty part";
  if (name.endsWith(":")) return "its tag is empty";
  return "its path or tag has characters that are not allowed there";
}
