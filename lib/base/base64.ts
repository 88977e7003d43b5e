/** Patterns that find a text inside base64 of a longer text, where it may start at each of three offsets. */
export function base64Forms(text: string): RegExp[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${"-".repeat(offset)}${text}`).toString("base64");
    // The first and the last group of four characters depend on the text around.
    return new RegExp(encoded.slice(4, 12).replaceAll("+", "[+-]").replaceAll("/", "[/_]"));
  });
}
