/** An input whose messages are in the catalogue. */
export interface MessageCase {
  readonly title: string;
  /** Throws a ValidationError, or returns a stack with warnings and infos; may be a promise of it. */
  readonly act: () => unknown;
}
