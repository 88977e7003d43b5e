/** A page of ListObjectsV2. */
export interface ObjectPage {
  readonly keys: readonly string[];
  /** The token of the next page; undefined for the last page. */
  readonly next: string | undefined;
}

/**
 * Reads a page of ListObjectsV2 that was requested with `encoding-type=url`, so that keys contain no XML.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 * @returns undefined if the text is not a complete page
 */
export function readObjectPage(xml: string): ObjectPage | undefined {
  const body = /^\s*(?:<\?xml[^>]*\?>)?\s*<ListBucketResult(?:\s[^>]*)?>(.*)<\/ListBucketResult>\s*$/s.exec(xml)?.[1];
  // Comments, CDATA and entity declarations could hide elements.
  if (body === undefined || body.includes("<!") || body.includes("<?")) return undefined;
  const isEncoded = elementOf("EncodingType", body) === "url";
  const contents = body.split("<Contents>").slice(1);
  const keys = contents.map((object) => keyOf(object.split("</Contents>", 1)[0] ?? "", isEncoded));
  const isTruncated = elementOf("IsTruncated", body);
  const next = elementOf("NextContinuationToken", body);
  const isComplete = keys.every((key) => key !== undefined) && (isTruncated === "false" || next !== undefined);
  return isComplete ? { keys, next: isTruncated === "false" ? undefined : next } : undefined;
}

/** Some servers ignore the requested encoding. */
function keyOf(object: string, isEncoded: boolean): string | undefined {
  const key = elementOf("Key", object);
  if (key === undefined || !isEncoded) return key;
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The text of the first element with a name. */
function elementOf(name: string, xml: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  if (start < 0 || end < 0) return undefined;
  const text = xml.slice(start + name.length + 2, end);
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, entity: keyof typeof ENTITIES) => ENTITIES[entity]);
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
