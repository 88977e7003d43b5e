/** A synthesized stack as it is committed beside an example: without CDKTF's metadata, and where the state of this machine is. */
export function expectedOutput(text: string): string {
  const json: unknown = JSON.parse(text, (key, value: unknown) =>
    key === "//" || key === "backend" ? undefined : value,
  );
  return `${JSON.stringify(json, null, 2)}\n`;
}
