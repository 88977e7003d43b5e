/** A synthesized stack as it is committed beside an example: without what CDKTF notes of itself. */
export function expectedOutput(text: string): string {
  const json: unknown = JSON.parse(text, (key, value: unknown) => (key === "//" ? undefined : value));
  return `${JSON.stringify(json, null, 2)}\n`;
}
