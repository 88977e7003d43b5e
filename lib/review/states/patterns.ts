/** Whether a text matches a pattern, in which `*` stands for any text. It takes time in proportion to the text. */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let offset = first.length;
  for (const part of rest) {
    const start = text.indexOf(part, offset);
    if (start < 0) return false;
    offset = start + part.length;
  }
  return text.length - last.length >= offset && text.endsWith(last);
}
