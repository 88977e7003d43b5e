/** The time of the server. Tests set it. */
export class Clock {
  private offset = 0;

  public now(): number {
    return Date.now() + this.offset;
  }

  /** Moves the time forward, for example past the creation of a container. */
  public advance(milliseconds: number): void {
    this.offset += milliseconds;
  }

  /** The time as Scaleway writes it. */
  public timestamp(): string {
    return new Date(this.now()).toISOString().replace("Z", "000Z");
  }
}
