import { createKey, natsToken, type NatsKey } from "../products/mnq/nats-keys";
import type { NatsAccount } from "../products/mnq/records";

const NO_LIMITS = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
const VERSION = 2;

/** The keys that sign the accounts of one run of a NATS server. Clients need only the keys of their accounts. */
export class NatsOperator {
  private readonly operator = createKey("operator");
  private readonly system = createKey("account");
  /** The user that changes the accounts of the running server. */
  public readonly systemUser = createKey("user");

  /** The configuration of the server, which is valid JSON. */
  public configuration({ listen, folder }: { readonly listen: string; readonly folder: string }): string {
    const system = { limits: NO_LIMITS, type: "account", version: VERSION };
    return JSON.stringify({
      listen,
      operator: this.sign("local-scaleway", this.operator, { type: "operator", version: VERSION }),
      system_account: this.system.publicKey,
      resolver: { type: "full", dir: `${folder}/accounts`, allow_delete: true, interval: "2m" },
      resolver_preload: { [this.system.publicKey]: this.sign("system", this.system, system) },
      jetstream: { store_dir: folder },
    });
  }

  public systemToken(): string {
    const claims = { pub: {}, sub: {}, subs: -1, data: -1, payload: -1, type: "user", version: VERSION };
    return natsToken("system", this.systemUser.publicKey, this.system, claims);
  }

  public accountToken({ id, name, revocations }: NatsAccount): string {
    const limits = { ...NO_LIMITS, ...JETSTREAM };
    return natsToken(name, id, this.operator, { limits, revocations, type: "account", version: VERSION });
  }

  /** The request to delete accounts. */
  public deletionToken(ids: readonly string[]): string {
    return natsToken("deletion", this.operator.publicKey, this.operator, { accounts: ids, version: VERSION });
  }

  private sign(name: string, { publicKey }: NatsKey, claims: object): string {
    return natsToken(name, publicKey, this.operator, claims);
  }
}
