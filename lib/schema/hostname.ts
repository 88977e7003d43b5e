import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import type { TextLimit } from "../facts/limits";
import { text, whenFine } from "./fields";
import { show } from "../base/show";

/** A host's full name, as DNS has it and in one spelling: another one of the same name would be a replacement. */
export const hostname = (limit: TextLimit) =>
  text(limit).refine((value) => hostnameProblem(value) === undefined, {
    error: ({ input }) => `${show(input)} ${hostnameProblem(String(input)) ?? ""}`,
    ...whenFine,
  });

/** Why a text is no hostname, whatever its length. */
export function hostnameProblem(value: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(value)) return "has a scheme; write the host alone, as api.example.com";
  if (value.endsWith(".")) return "ends with a dot; leave it out";
  if (value.includes("*")) return "is a wildcard, which Scaleway does not take; add each hostname on its own";
  if (isIP(value) !== 0) return "is an IP address; write a name, as api.example.com";
  if (/[/:?#@\s]/.test(value)) return "is more than a host; write the host alone, as api.example.com";
  if (/[^\x20-\x7e]/.test(value) && domainToASCII(value) !== "") return `is not ASCII; write ${domainToASCII(value)}`;
  if (/[A-Z]/.test(value)) return `has upper-case letters; write ${value.toLowerCase()}`;
  const labels = value.split(".");
  if (labels.length < 2) return "is one label; write the full name, as api.example.com";
  const wrong = labels.find((label) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  if (wrong === undefined) return undefined;
  return `has the label ${show(wrong)}; a label has 1 to 63 letters, digits and -, with a letter or digit at both ends`;
}
