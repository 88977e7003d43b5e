import { MnqNatsAccount } from "@cdktf/provider-scaleway/lib/mnq-nats-account";
import { MnqNatsCredentials } from "@cdktf/provider-scaleway/lib/mnq-nats-credentials";
import { NATS_LIMITS } from "../../facts/limits";
import type { MnqConnection, MnqSource, TriggerScope } from "../../contracts/message-source";
import { nonEmpty, text } from "../../schema/fields";
import { mnqPlace } from "./mnq-place";
import { shared } from "../../terraform/shared";
import { escapeTemplates } from "../../terraform/template";
import { check, propsSchema } from "../../schema/parse";
import { SecretValue } from "../../secrets/secret-value";

export interface NatsAccountOptions {
  /** 1 to 100 characters without white space, as `orders.created`; `*` and `>` are NATS' wildcards. */
  readonly subject: string;
  /** The account's name. Triggers of one stack and region that give the same name share the account. */
  readonly name: string;
}

/** @internal A subject of an account that is made: once per name, with credentials for each trigger. */
export class NatsAccountSource implements MnqSource {
  private readonly options: NatsAccountOptions;

  constructor(options: NatsAccountOptions) {
    check("MnqSource.natsAccount", schema, options);
    this.options = { ...options };
  }

  public bind(scope: TriggerScope): MnqConnection {
    const { subject, name } = this.options;
    const { region, projectId } = mnqPlace(scope);
    const account = shared(
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

const schema = propsSchema<NatsAccountOptions>()({ subject: text(NATS_LIMITS.subject), name: nonEmpty() });
