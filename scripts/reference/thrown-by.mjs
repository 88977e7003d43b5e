// Which class or factory of the library an error comes from, by its stack trace: the message only names the path of a construct.
import { PAGES } from "./pages.mjs";

/** The codes that every input can have, which the index of the reference lists. */
export const COMMON_CODES = [
  "missing",
  "empty",
  "wrong-type",
  "unknown-prop",
  "not-allowed",
  "below-minimum",
  "above-maximum",
  "not-whole-number",
  "too-short",
  "too-long",
  "invalid-format",
  "invalid-unicode",
  "null-character",
  "broken-token",
  "token-arithmetic",
  "token-not-supported",
  "secret-as-text",
  "secret-as-name",
  "secret-not-accepted",
];
const SYMBOLS = new Set(PAGES.flatMap(({ symbols }) => symbols));
/** The symbols that create instances of classes that are not public. */
const CREATORS = {
  ImportedContainer: "ServerlessContainer",
  ImportedNamespace: "ContainerNamespace",
  NamedNamespace: "ContainerNamespace",
};
/** The functions whose frames do not have the name of their symbol, by the type in the frame. */
const FUNCTIONS = {
  Object: { ContainerImage: /^from[A-Z]/, MnqSource: /^(?:sqs|queue|nats|natsAccount)$/ },
  Function: {
    SecretValue: /^(?:variable|secretManager|reference|unsafePlainText|template|base64|urlEncode|json)$/,
    Manifest: /^(?:load|loadAll|parse|fromSources)$/,
    PlanReview: /^fromPlans$/,
  },
};
const framesOf = new WeakMap();

/**
 * Collects messages, each with the symbol that threw it.
 * @param collect collects messages, and calls its argument with each error
 */
export async function withSymbols(collect) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  Error.prepareStackTrace = (error, frames) => {
    framesOf.set(error, frames);
    return [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  };
  try {
    return await collect((error) =>
      framesOf
        .get(error)
        ?.map(symbolOf)
        .find((symbol) => symbol !== undefined),
    );
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** The codes of each symbol, without those that every input can have. */
export function codesBySymbol(messages) {
  const specific = messages.filter(({ thrownBy, code }) => thrownBy !== undefined && !COMMON_CODES.includes(code));
  const codes = new Map();
  for (const { thrownBy, code } of specific) codes.set(thrownBy, (codes.get(thrownBy) ?? new Set()).add(code));
  return new Map([...codes].map(([symbol, found]) => [symbol, [...found].sort()]));
}

function symbolOf(frame) {
  const name = frame.getFunctionName() ?? "";
  const type = frame.getTypeName() ?? "";
  if (name === "ValidationError") return undefined;
  if (Object.hasOwn(CREATORS, name)) return CREATORS[name];
  if (SYMBOLS.has(name)) return name;
  if (SYMBOLS.has(type)) return type;
  return Object.entries(FUNCTIONS[type] ?? {}).find(([, pattern]) => pattern.test(name))?.[0];
}
