/** The texts in the templates that are replaced. They are valid values, so that the templates compile and are tested. */
const PLACEHOLDERS = {
  name: "my-container",
  region: "fr-par",
  version: "0.0.0-version",
  node: "20.19",
  secret: "TF_VAR_database_url",
};

/** The values of the placeholders in the templates. */
export type TemplateValues = typeof PLACEHOLDERS;

/** Replaces all placeholders in one pass: a value that looks like another placeholder stays as it is. */
export function withValues(text: string, values: Partial<TemplateValues>): string {
  const { name, region, version, node, secret } = PLACEHOLDERS;
  const replacements = new Map([
    [name, values.name],
    [region, values.region],
    [version, values.version],
    [node, values.node],
    [secret, values.secret],
  ]);
  const pattern = new RegExp([...replacements.keys()].map((key) => key.replaceAll(".", "\\.")).join("|"), "g");
  return text.replaceAll(pattern, (placeholder) => replacements.get(placeholder) ?? placeholder);
}
