/** Plain words, a value that is displayed as code, or emphasized words. */
export type MarkupPart = string | { readonly code: string } | { readonly strong: string };

/** A sentence of a report. Reports display the values from a plan as code. */
export class Markup {
  constructor(
    /** The words, and the values that are displayed as code. */
    public readonly parts: readonly MarkupPart[],
  ) {}

  /** The plain text, for JSON. */
  public toJSON(): string {
    return this.toString();
  }

  /** The plain text. */
  public toString(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : Object.values(part).join(""))).join("");
  }

  /** Whether there are no words. */
  public get isEmpty(): boolean {
    return this.parts.every((part) => part === "");
  }
}

/**
 * A template tag for the finding of a rule. A value that is not itself `Markup` is displayed as code, so that it cannot be Markdown, HTML or a mention.
 * @example
 * ```ts
 * const name = "LOG_LEVEL";
 * String(markup`The variable ${name} is reserved.`); // The variable LOG_LEVEL is reserved.
 * ```
 */
export function markup(template: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  const parts = template.flatMap((words, index): readonly MarkupPart[] => {
    const value = values[index];
    if (value === undefined) return [words];
    return [words, ...(value instanceof Markup ? value.parts : [{ code: String(value) }])];
  });
  return new Markup(parts.filter((part) => part !== ""));
}

/** Words of the report itself. */
export function plain(words: string): Markup {
  return new Markup(words === "" ? [] : [words]);
}

/** Emphasized words of the report itself. */
export function strong(words: string): Markup {
  return new Markup([{ strong: words }]);
}

export function joined(items: readonly Markup[], separator: string): Markup {
  return new Markup(items.flatMap(({ parts }, index) => (index === 0 ? parts : [separator, ...parts])));
}

/** A list of values, each displayed as code. */
export function codeList(values: readonly string[], separator = ", "): Markup {
  return joined(
    values.map((value) => markup`${value}`),
    separator,
  );
}

/** The finding of a custom rule: markup, possibly of another copy of this library, or any other value as code. */
export function toMarkup(value: unknown): Markup {
  if (value instanceof Markup) return value;
  const parts = typeof value === "object" && value !== null && "parts" in value ? value.parts : undefined;
  return Array.isArray(parts) && parts.every(isPart) ? new Markup(parts) : markup`${String(value)}`;
}

function isPart(part: unknown): part is MarkupPart {
  if (typeof part !== "object" || part === null) return typeof part === "string";
  return Object.entries(part).every(
    ([key, value]) => (key === "code" || key === "strong") && typeof value === "string",
  );
}
