import { z } from "zod";
import { kind, show } from "../base/show";
import { NATS_LIMITS } from "../facts/limits";
import { withLimitName } from "../base/exceeded-limit";
import { formattedText, text } from "../schema/fields";
import { orRaise } from "../schema/limit-text";
import { oneOf, propsSchema } from "../schema/parse";
import { secretField } from "../secrets/secret-fields";
import type { MnqConnection, NatsConnection, SqsConnection } from "./message-source";

const httpsUrlField = (example: string) =>
  formattedText({
    name: "an HTTPS URL",
    remedy: `Use a URL such as ${example}.`,
    isValid: (url) => /^https:\/\/[^\s@]+$/.test(url),
    show: showUrl,
  });

export const sqsSchema = propsSchema<SqsConnection>()({
  queueUrl: httpsUrlField("https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders"),
  endpoint: httpsUrlField("https://sqs.mnq.fr-par.scaleway.com"),
  accessKey: secretField(),
  secretKey: secretField(),
});

const serverUrlField = formattedText({
  name: "a NATS URL",
  remedy: "Use a URL such as nats://nats.mnq.fr-par.scaleway.com:4222.",
  isValid: (url) => /^(nats|tls|wss?):\/\/[^\s@]+$/.test(url),
  show: showUrl,
});

/** The part before an @ may be a password. */
function showUrl(url: unknown): string {
  return String(url).includes("@") ? "a URL with credentials" : show(url);
}

const limit = NATS_LIMITS.serverUrls;
const countProblem = ({ input }: { readonly input?: unknown }) =>
  `${Array.isArray(input) ? `has ${input.length} URLs` : `is not a list, got ${kind(input)}`}. Use a list of ${limit.min} to ${limit.max} URLs${orRaise(limit)}.`;

export const natsSchema = propsSchema<NatsConnection>()({
  subject: text(NATS_LIMITS.subject),
  serverUrls: withLimitName(
    z
      .array(serverUrlField, { error: countProblem })
      .min(limit.min, { error: countProblem })
      .max(limit.max, { error: countProblem }),
    "nats.serverUrls",
  ).readonly(),
  credentials: secretField(),
});

/** The schema of what `bind` returns. */
export const connectionSchema = oneOf<MnqConnection>(["sqs", "nats"])({
  sqs: sqsSchema.optional(),
  nats: natsSchema.optional(),
});
