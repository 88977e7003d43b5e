import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { show } from "../base/show";
import { replaceTokens } from "../base/token-text";
import type { TextLimit } from "../facts/limits";
import { withCheck, text } from "./fields";
import type { Problem } from "../base/problem";

/** A fully qualified hostname in its only accepted spelling: another spelling of the same name would replace the resource. */
export const hostnameField = (limit: TextLimit) => withCheck(text(limit), hostnameProblem);

/** Returns the problem of a text that is not a hostname. The length is not checked. */
export function hostnameProblem(hostname: string): Problem | undefined {
  const reason = reasonOf(replaceTokens(hostname, "x"));
  if (reason === undefined) return undefined;
  return { code: "invalid-hostname", message: `is not a valid hostname, got ${show(hostname)}. ${reason}` };
}

function reasonOf(hostname: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(hostname)) return "Remove the scheme, for example api.example.com.";
  if (hostname.endsWith(".")) return "Remove the dot at the end.";
  if (hostname.includes("*")) return "Scaleway does not support wildcards. Add each hostname separately.";
  if (isIP(hostname) !== 0) return "Use a name instead of an IP address, for example api.example.com.";
  if (/[/:?#@\s]/.test(hostname)) return "Use the host only, for example api.example.com.";
  if (/[^\x20-\x7e]/.test(hostname) && domainToASCII(hostname) !== "") return `Use ASCII: ${domainToASCII(hostname)}.`;
  if (/[A-Z]/.test(hostname)) return `Use lowercase letters: ${hostname.toLowerCase()}.`;
  const labels = hostname.split(".");
  if (labels.length < 2) return "Use the full name, for example api.example.com.";
  const invalid = labels.find((label) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (invalid === undefined) return undefined;
  return `The label ${show(invalid)} must have 1 to 63 letters, digits and hyphens, with a letter or digit at both ends.`;
}
