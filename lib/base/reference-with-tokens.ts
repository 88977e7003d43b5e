import { DIGEST, TAG, partsOf } from "./image-reference";
import { literalsOf } from "./token-text";

const END_OF_REFERENCE = new RegExp(
  `^(?<path>[^:@]*(?::[0-9]+/[^:@]*)?)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/** The parts of a reference with tokens, as far as the literal text after the last token shows them. */
export function partsAfterTokens(reference: string): {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
  /** Whether the reference has neither a tag nor a digest. */
  readonly isUntagged: boolean;
} {
  const literals = literalsOf(reference);
  if (literals.length === 1) {
    const { tag, digest } = partsOf(reference);
    return { tag, digest, isUntagged: tag === undefined && digest === undefined };
  }
  const { path, tag, digest } = END_OF_REFERENCE.exec(literals.at(-1) ?? "")?.groups ?? {};
  // Without a slash, the text may continue a tag that is in the token.
  const isUntagged = path?.includes("/") === true && tag === undefined && digest === undefined;
  return { tag, digest, isUntagged };
}
