/** The offset of the error in a text that is not JSON, which V8 gives for most errors. Its message quotes the text. */
export function errorOffset(error: unknown): number | undefined {
  const offset = /at position (\d+)( \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
  return offset === undefined ? undefined : Number(offset);
}
