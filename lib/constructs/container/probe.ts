import type { IResolvable } from "cdktf";
import { DEFAULTS } from "../../facts/limits";
import { duration } from "../../terraform/expressions";
import { escapeTemplates } from "../../terraform/template";

/** How Scaleway checks an instance: exactly one of `path` and `tcp`. */
export interface Probe {
  /**
   * An HTTP GET of this path: 1 to 100 characters, `/` first.
   * @default - no HTTP request
   */
  readonly path?: string | undefined;
  /**
   * A TCP connection to the port.
   * @default - no TCP connection
   */
  readonly tcp?: true | IResolvable | undefined;
  /**
   * Failures in a row before the instance counts as failed: 3 to 50.
   * @default 3
   */
  readonly failureThreshold?: number | undefined;
  /**
   * Seconds between two checks, at least 1.
   * @default 10
   */
  readonly intervalSeconds?: number | undefined;
  /**
   * Seconds before a check counts as failed, at least 1.
   * @default 1
   */
  readonly timeoutSeconds?: number | undefined;
}

/** @internal */
export function renderProbe({ path, tcp, ...probe }: Probe) {
  return {
    tcp,
    http: path === undefined ? undefined : { path: escapeTemplates(path) },
    failureThreshold: probe.failureThreshold ?? DEFAULTS.probe.failureThreshold,
    interval: duration(probe.intervalSeconds ?? DEFAULTS.probe.intervalSeconds),
    timeout: duration(probe.timeoutSeconds ?? DEFAULTS.probe.timeoutSeconds),
  };
}
