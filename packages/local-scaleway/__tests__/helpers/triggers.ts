import { setImmediate as turn } from "node:timers/promises";
import { temporaryFolder } from "../../../../__tests__/helpers/temporary-folder";
import { Api } from "../../src/api/api";
import { Clock } from "../../src/api/clock";
import type { Services } from "../../src/api/context";
import { Events, type Sources } from "../../src/events/events";
import type { StartSource } from "../../src/events/source";
import type { Call } from "../../src/gateway/invoke";
import { Journal } from "../../src/state/journal";
import { Store } from "../../src/state/store";
import { CONTAINERS, MISSING, PROJECT } from "./server";

const TOKEN = "a".repeat(64);
/** A source that does nothing. */
const idle: StartSource = () => ({ stop: () => Promise.resolve() });

/** The API and the sources of triggers, without a port and without containers. */
export class TriggerWorld {
  public readonly folder = temporaryFolder("local-scaleway-triggers");
  public readonly clock = new Clock();
  public readonly store = new Store(new Journal(this.folder));
  public readonly services: Services & { natsUrl?: () => string | undefined } = {
    store: this.store,
    clock: this.clock,
    settings: { settleMs: 0 },
    baseUrl: () => "http://127.0.0.1:4580",
    hasEngine: true,
  };
  public readonly calls: (Call & { readonly containerId: string })[] = [];
  /** What the container answers. */
  public answer: () => Promise<number> = () => Promise.resolve(200);
  public events: Events;
  private api: Api;

  constructor(private readonly sources: Partial<Sources> = {}) {
    this.events = this.start();
    this.api = new Api(this.services, TOKEN, { events: this.events, urls: () => [] });
  }

  /** As a server that was stopped and started again. */
  public async restart(): Promise<void> {
    await this.events.close();
    this.events = this.start();
    this.api = new Api(this.services, TOKEN, { events: this.events, urls: () => [] });
  }

  public async call(method: string, path: string, body: any = {}): Promise<any> {
    const headers = { "x-auth-token": MISSING, "x-local-token": TOKEN };
    const { signal } = new AbortController();
    const query = new URLSearchParams();
    const answer = await this.api.answer({ method, path, query, headers, body: JSON.stringify(body), signal });
    // The listeners of the store.
    await turn();
    return answer;
  }

  public async createContainer(settings: object = {}): Promise<string> {
    const namespace = {
      project_id: PROJECT,
      name: `shop-${String(this.store.table("container.namespaces").all().length)}`,
    };
    const { body } = await this.call("POST", `${CONTAINERS}/namespaces`, namespace);
    const container = { namespace_id: body.id, name: "order-api", image: "nginx:1.29", ...settings };
    return (await this.call("POST", `${CONTAINERS}/containers`, container)).body.id;
  }

  public async createTrigger(container_id: string, settings: object): Promise<string> {
    const { status, body } = await this.call("POST", `${CONTAINERS}/triggers`, {
      container_id,
      name: "nightly",
      ...settings,
    });
    expect([status, body.message]).toEqual([200, undefined]);
    return body.id;
  }

  public async trigger(id: string): Promise<any> {
    return (await this.call("GET", `${CONTAINERS}/triggers/${id}`)).body;
  }

  public async close(): Promise<void> {
    await this.events.close();
    this.store.close();
  }

  private start(): Events {
    const invoke = (containerId: string, call: Call) => {
      this.calls.push({ containerId, ...call });
      return this.answer();
    };
    const events = new Events(this.services, invoke, { cron: idle, sqs: idle, nats: idle, ...this.sources });
    events.start();
    return events;
  }
}
