import { Token, type IResolvable } from "cdktf";
import { withKind } from "../../base/show";
import { DEFAULTS, PROBE_LIMITS } from "../../facts/limits";
import { custom, text, wholeNumber } from "../../schema/fields";
import { oneOf } from "../../schema/parse";
import { duration } from "../../terraform/expressions";
import { escapeTemplates } from "../../terraform/template";

/** The fields that all probes have. */
export interface ProbeOptions {
  /**
   * The number of consecutive failures after which an instance counts as failed: 3 to 50.
   * @default 3
   */
  readonly failureThreshold?: number | undefined;
  /**
   * The number of seconds between two checks, at least 1.
   * @default 10
   */
  readonly intervalSeconds?: number | undefined;
  /**
   * The number of seconds after which a check counts as failed, at least 1.
   * @default 1
   */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * A check by an HTTP GET request.
 * @example
 * ```ts
 * new ServerlessContainer(stack, "checked", { image, privacy: "private", healthCheck: { path: "/healthz", intervalSeconds: 30 } });
 * ```
 */
export interface HttpProbe extends ProbeOptions {
  /** The path of the request: 1 to 100 characters, starting with `/`. */
  readonly path: string;
  /** Not allowed beside `path`. */
  readonly tcp?: undefined;
}

/** A check by a TCP connection to the container's port. */
export interface TcpProbe extends ProbeOptions {
  /** Always `true`: checks that the port accepts a connection. */
  readonly tcp: true | IResolvable;
  /** Not allowed beside `tcp`. */
  readonly path?: undefined;
}

/** How Scaleway checks an instance: by `path` (HTTP) or by `tcp`, exactly one of them. */
export type Probe = HttpProbe | TcpProbe;

const tcpField = custom<true | IResolvable>((value) => {
  if (value === true || Token.isUnresolved(value)) return undefined;
  return {
    code: "not-allowed",
    message: `is not an allowed value, got ${withKind(value)}. Use true, or omit it and set path.`,
  };
});

/** @internal */
export const probeField = () =>
  oneOf<Probe>(["path", "tcp"])({
    path: text(PROBE_LIMITS.path).optional(),
    tcp: tcpField.optional(),
    failureThreshold: wholeNumber(PROBE_LIMITS.failureThreshold).default(DEFAULTS.probe.failureThreshold),
    intervalSeconds: wholeNumber(PROBE_LIMITS.intervalSeconds).default(DEFAULTS.probe.intervalSeconds),
    timeoutSeconds: wholeNumber(PROBE_LIMITS.timeoutSeconds).default(DEFAULTS.probe.timeoutSeconds),
  });

/** @internal */
export type ParsedProbe = ReturnType<typeof probeField>["_output"];

/** @internal */
export function renderProbe({ path, tcp, failureThreshold, intervalSeconds, timeoutSeconds }: ParsedProbe) {
  return {
    tcp,
    http: path === undefined ? undefined : { path: escapeTemplates(path) },
    failureThreshold,
    interval: duration(intervalSeconds),
    timeout: duration(timeoutSeconds),
  };
}
