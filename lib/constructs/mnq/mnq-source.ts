import { z } from "zod";
import { NATS_LIMITS } from "../../facts/limits";
import { NatsAccountSource, type NatsAccountOptions } from "./mnq-nats-account";
import { QueueSource, type QueueOptions } from "./mnq-queue";
import type { MnqTrigger } from "./mnq-trigger";
import { formatted, text } from "../../schema/fields";
import { secret } from "../../schema/identifiers";
import { kind, show } from "../../base/show";
import { acrossFields, check, exactlyOne, propsSchema } from "../../schema/parse";
import type { SecretValue } from "../../secrets/secret-value";

/** A queue that speaks SQS, and credentials that may receive from it. */
export interface SqsConnection {
  /** As `https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders`. */
  readonly queueUrl: string;
  /** As `https://sqs.mnq.fr-par.scaleway.com`. */
  readonly endpoint: string;
  /** The public part of the credentials, which the provider keeps secret as well. */
  readonly accessKey: SecretValue;
  /** The secret part of the credentials. */
  readonly secretKey: SecretValue;
}

/** A NATS subject, and credentials that may subscribe to it. */
export interface NatsConnection {
  /** 1 to 100 characters without white space, as `orders.created`; `*` and `>` are NATS' wildcards. */
  readonly subject: string;
  /** 1 to 5 URLs, as `nats://nats.mnq.fr-par.scaleway.com:4222`. */
  readonly serverUrls: readonly string[];
  /** The content of a credentials file. */
  readonly credentials: SecretValue;
}

/** What a trigger listens to: exactly one of the two. */
export interface MnqConnection {
  /** @default - none: `nats` is given */
  readonly sqs?: SqsConnection | undefined;
  /** @default - none: `sqs` is given */
  readonly nats?: NatsConnection | undefined;
}

/** Where messages come from. `MnqSource` has those of Scaleway; any object with `bind` is one. */
export interface IMnqSource {
  /**
   * Makes what the trigger needs, and tells where it is. Called once for each trigger.
   * @param scope the trigger: what is made belongs below it, in the region of `scope.container`
   */
  bind(scope: MnqTrigger): MnqConnection;
}

/** Sources of Scaleway's Messaging and Queuing. */
export const MnqSource = {
  /** A queue that is there already. */
  sqs(connection: SqsConnection): IMnqSource {
    check("MnqSource.sqs", sqsSchema, connection);
    const sqs = { ...connection };
    return { bind: () => ({ sqs }) };
  },

  /** A queue that is made for the trigger, with its credentials. SQS has to be active in the project, or `activate` be set. */
  queue(options: QueueOptions): IMnqSource {
    return new QueueSource(options);
  },

  /** A subject of an account that is there already. */
  nats(connection: NatsConnection): IMnqSource {
    check("MnqSource.nats", natsSchema, connection);
    const nats = { ...connection, serverUrls: [...connection.serverUrls] };
    return { bind: () => ({ nats }) };
  },

  /** A subject of an account that is made, with credentials of the trigger's own. */
  natsAccount(options: NatsAccountOptions): IMnqSource {
    return new NatsAccountSource(options);
  },
};

const httpsUrl = (example: string) =>
  formatted("HTTPS URL", `write it as ${example}`, (value) => /^https:\/\/[^\s@]+$/.test(value), showUrl);

const sqsSchema = propsSchema<SqsConnection>()({
  queueUrl: httpsUrl("https://sqs.mnq.fr-par.scaleway.com/project-<uuid>/orders"),
  endpoint: httpsUrl("https://sqs.mnq.fr-par.scaleway.com"),
  accessKey: secret(),
  secretKey: secret(),
});

const serverUrl = formatted(
  "NATS URL",
  "write it as nats://nats.mnq.fr-par.scaleway.com:4222",
  (value) => /^(nats|tls|wss?):\/\/[^\s@]+$/.test(value),
  showUrl,
);

/** What stands before an @ may be a password. */
function showUrl(url: unknown): string {
  return String(url).includes("@") ? "what has credentials in it" : show(url);
}

const { min, max } = NATS_LIMITS.serverUrls;
const countProblem = ({ input }: { readonly input?: unknown }) =>
  Array.isArray(input)
    ? `has ${input.length} URLs; Scaleway takes ${min} to ${max}`
    : `is ${kind(input)}; write a list of ${min} to ${max} URLs`;

const natsSchema = propsSchema<NatsConnection>()({
  subject: text(NATS_LIMITS.subject),
  serverUrls: z
    .array(serverUrl, { error: countProblem })
    .min(min, { error: countProblem })
    .max(max, { error: countProblem })
    .readonly(),
  credentials: secret(),
});

/** @internal What `bind` has to return. */
export const connectionSchema = acrossFields(
  propsSchema<MnqConnection>()({ sqs: sqsSchema.optional(), nats: natsSchema.optional() }),
  (connection) => exactlyOne(connection, ["sqs", "nats"]),
);
