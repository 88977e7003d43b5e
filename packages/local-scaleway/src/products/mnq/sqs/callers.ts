import type { Services } from "../../../api/context";
import { credentialsOf, type Credentials } from "../records";
import { SqsError } from "./errors";
import { checkSignature, readSignature, type SignedRequest } from "./signature";

/** Who calls SQS. */
export interface Caller {
  readonly credentials: Credentials;
  /** The host that the caller used: the same server has other names in a container. */
  readonly host: string;
}

export type Right = keyof Credentials["permissions"];

/** The caller whose secret key has signed the request. */
export function callerOf(request: SignedRequest, services: Services): Caller {
  const signature = readSignature(request);
  const credentials = findCredentials(signature.accessKey, signature.region, services);
  if (credentials === undefined) {
    throw new SqsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
  }
  checkSignature(signature, request, credentials.secret_key);
  return { credentials, host: String(request.headers["host"]) };
}

export function findCredentials(accessKey: string, region: string, services: Services): Credentials | undefined {
  return credentialsOf("sqs", services)
    .all()
    .find((each) => each.access_key === accessKey && each.region === region);
}

/** Requires one of the rights. */
export function requireRight({ credentials: { permissions } }: Caller, ...rights: readonly Right[]): void {
  if (rights.some((right) => permissions[right])) return;
  throw new SqsError(403, "AccessDenied", "Access to the resource is denied.");
}
