import { MnqNatsAccount } from "@cdktf/provider-scaleway/lib/mnq-nats-account";
import { MnqNatsCredentials } from "@cdktf/provider-scaleway/lib/mnq-nats-credentials";
import { NATS_LIMITS } from "../../facts/limits";
import type { MnqConnection, IMnqSource, TriggerScope } from "../../contracts/message-source";
import { anyName, text } from "../../schema/fields";
import { mnqPlace } from "./mnq-place";
import { createOnce } from "../../terraform/shared";
import { escapeTemplates } from "../../terraform/template";
import { checkLimits, parseOptions, propsSchema } from "../../schema/parse";
import { SecretValue } from "../../secrets/secret-value";

/** The options of `MnqSource.natsAccount`. */
export interface NatsAccountOptions {
  /** The subject: 1 to 100 characters without white space, for example `orders.created`. `*` and `>` are the wildcards of NATS. */
  readonly subject: string;
  /** The name of the account. Triggers of one stack and region with the same name share the account. */
  readonly name: string;
}

/** A subject of an account. The account is created once per name, its credentials once per trigger. */
export class NatsAccountSource implements IMnqSource {
  private readonly options: NatsAccountOptions;

  constructor(options: NatsAccountOptions) {
    this.options = parseOptions("MnqSource.natsAccount", accountSchema, options);
  }

  public bind(scope: TriggerScope): MnqConnection {
    checkLimits(scope, "source", accountSchema, this.options);
    const { subject, name } = this.options;
    const { region, projectId } = mnqPlace(scope);
    const account = createOnce(
      scope,
      "NatsAccounts",
      [name, region, projectId],
      (parent, id) => new MnqNatsAccount(parent, id, { name: escapeTemplates(name), region, projectId }),
    );
    const credentials = new MnqNatsCredentials(scope, "Credentials", {
      accountId: account.id,
      name: scope.name,
      region,
    });
    return {
      nats: { subject, serverUrls: [account.endpoint], credentials: SecretValue.reference(credentials.file) },
    };
  }
}

const accountSchema = propsSchema<NatsAccountOptions>()({
  subject: text(NATS_LIMITS.subject),
  name: anyName(),
});
