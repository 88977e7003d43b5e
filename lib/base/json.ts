/** The offset of the error in a text that is not JSON, which V8 gives for most errors. Its message quotes the text. */
export function errorOffset(error: unknown): number | undefined {
  const offset = /at position (\d+)( \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
  return offset === undefined ? undefined : Number(offset);
}

/** The value of a JSON text; undefined if it is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
