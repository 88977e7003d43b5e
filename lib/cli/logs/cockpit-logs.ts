import type { ScalewayApi } from "../../scaleway-api/scaleway-api";
import type { Io } from "../io";
import { cockpitToken, cockpitUrl, CockpitSource, MAX_RANGE_NS, type LogPlace } from "./cockpit";
import { queryLogs } from "./loki";
import { printLogs, type PrintRequest } from "./print";
import type { Query } from "./read";
import { withRetries } from "./retries";
import type { LogTarget } from "./targets";

const POLL_MS = 2000;

/** Prints the logs of containers that are deployed at Scaleway. */
export class CockpitLogs {
  readonly #sources = new Map<string, CockpitSource>();

  /** @param api finds data sources; undefined without an API key */
  constructor(
    private readonly api: ScalewayApi | undefined,
    private readonly io: Io,
  ) {}

  /**
   * Prints lines of a container.
   * @returns whether a line was printed
   * @throws LogError
   */
  public async print(
    { id, region, projectId }: LogTarget,
    request: Omit<PrintRequest, "selector" | "pollMs" | "hasContainer">,
  ): Promise<boolean> {
    const source = await this.sourceOf({ region, projectId });
    const query: Query = (each) => queryLogs(source, each);
    const patient = withRetries(query, (text) => {
      this.io.stderr(`${text}\n`);
    });
    const selector = `{resource_type="serverless_container", resource_id=${JSON.stringify(id)}}`;
    const settings = { selector, pollMs: POLL_MS, maxRange: MAX_RANGE_NS, hasContainer: false, ...request };
    return printLogs(settings, request.follow === true ? patient : query, this.io);
  }

  public async close(): Promise<void> {
    for (const source of this.#sources.values()) await source.close();
  }

  private async sourceOf({ region, projectId = this.api?.profile.projectId }: LogPlace): Promise<CockpitSource> {
    const place = { region, projectId };
    const key = JSON.stringify(place);
    const previous = this.#sources.get(key);
    if (previous !== undefined) return previous;
    const token = cockpitToken(place);
    const source = new CockpitSource(await cockpitUrl(place, this.api), token);
    this.#sources.set(key, source);
    return source;
  }
}
