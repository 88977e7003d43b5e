import type { HttpMethod } from "../facts/limits";

/** How a trigger calls its container. */
export interface TriggerOptions {
  /**
   * The request's path: 1 to 255 characters, `/` first.
   * @default "/"
   */
  readonly path?: string | undefined;
  /**
   * The request's method.
   * @default "post"
   */
  readonly method?: HttpMethod | undefined;
  /**
   * 2 to 50 letters, digits, - and _.
   * @default - the construct id
   */
  readonly name?: string | undefined;
  /**
   * At most 255 characters.
   * @default - none
   */
  readonly description?: string | undefined;
}
