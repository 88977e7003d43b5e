/** A thousand years: every time stays one that JavaScript can write. */
export const MAX_OFFSET_MS = 1000 * 365 * 86_400_000;

/** The time of the server. Tests set it. */
export class Clock {
  private offset = 0;
  private readonly listeners: (() => void)[] = [];

  /** Calls the listener when a test has moved the time. */
  public onAdvance(listener: () => void): void {
    this.listeners.push(listener);
  }

  public now(): number {
    return Date.now() + this.offset;
  }

  /** Moves the time forward, for example past the creation of a container. */
  public advance(milliseconds: number): void {
    this.offset = Math.min(this.offset + milliseconds, MAX_OFFSET_MS);
    for (const listener of this.listeners) listener();
  }

  /** The time as Scaleway writes it. */
  public timestamp(): string {
    return new Date(this.now()).toISOString().replace("Z", "000Z");
  }
}
