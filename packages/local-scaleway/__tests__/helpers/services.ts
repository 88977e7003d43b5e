import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { Clock } from "../../src/api/clock";
import type { Services } from "../../src/api/context";
import { credentialsOf, queues, type Credentials, type Queue } from "../../src/products/mnq/records";
import { idOf } from "../../src/products/mnq/sqs/queue-index";
import { Journal } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { PROJECT } from "./server";

const NOW = "2026-01-31T12:00:00.000000Z";

/** A state without a server. */
export function createServices(folder = temporaryFolder("services")): Services {
  const store = new Store(new Journal(folder));
  return {
    store,
    clock: new Clock(),
    settings: { settleMs: 0 },
    baseUrl: () => "http://127.0.0.1:4580",
    hasEngine: true,
  };
}

export function putQueue(services: Services, name: string, attributes: Record<string, string> = {}): Queue {
  const queue = { name, region: "fr-par", project_id: PROJECT, attributes, created_at: NOW, updated_at: NOW };
  services.store.transaction(() => {
    queues(services).put(idOf(queue), queue);
  });
  return queue;
}

export function putCredentials(services: Services, changes: Partial<Credentials> = {}): Credentials {
  const credentials: Credentials = {
    id: "66666666-6666-4666-8666-666666666666",
    name: "shop",
    project_id: PROJECT,
    region: "fr-par",
    access_key: "key",
    secret_key: "secret",
    permissions: { can_publish: false, can_receive: true, can_manage: false },
    created_at: NOW,
    updated_at: NOW,
    ...changes,
  };
  services.store.transaction(() => {
    credentialsOf("sqs", services).put(credentials.id, credentials);
  });
  return credentials;
}
