/** Plain words, a value that is displayed as code, or emphasized words. */
export type PhrasePart = string | { readonly code: string } | { readonly strong: string };

/** A sentence of a report: words of its own, and what comes from a plan, which is shown as code wherever that is possible. */
export class Phrase {
  constructor(public readonly parts: readonly PhrasePart[]) {}

  /** As it stands in JSON. */
  public toJSON(): string {
    return this.toString();
  }

  public toString(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : Object.values(part).join(""))).join("");
  }

  public get isEmpty(): boolean {
    return this.parts.every((part) => part === "");
  }
}

/**
 * Tag of a template for what a rule says: text`The variable ${name} is reserved.` Whatever is put into it is taken for a value
 * of the plan, which can't be Markdown, HTML or a mention, but for phrases.
 */
export function text(words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase {
  const parts = words.flatMap((word, index): readonly PhrasePart[] => {
    const value = values[index];
    if (value === undefined) return [word];
    return [word, ...(value instanceof Phrase ? value.parts : [{ code: String(value) }])];
  });
  return new Phrase(parts.filter((part) => part !== ""));
}

/** Words of the report's own that matter. */
export function strong(words: string): Phrase {
  return new Phrase([{ strong: words }]);
}

export function words(own: string): Phrase {
  return new Phrase(own === "" ? [] : [own]);
}

export function join(phrases: readonly Phrase[], separator: string): Phrase {
  return new Phrase(phrases.flatMap(({ parts }, index) => (index === 0 ? parts : [separator, ...parts])));
}

/** What a rule of one's own says: a phrase of another copy of this library, or anything else as a value. */
export function asPhrase(told: unknown): Phrase {
  if (told instanceof Phrase) return told;
  const parts = typeof told === "object" && told !== null && "parts" in told ? told.parts : undefined;
  return Array.isArray(parts) && parts.every(isPart) ? new Phrase(parts) : text`${String(told)}`;
}

function isPart(part: unknown): part is PhrasePart {
  if (typeof part !== "object" || part === null) return typeof part === "string";
  return Object.entries(part).every(
    ([key, value]) => (key === "code" || key === "strong") && typeof value === "string",
  );
}
