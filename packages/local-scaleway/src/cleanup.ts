/** The parts of a server that were started, in their order. */
export class Cleanup {
  private readonly steps: (() => unknown)[] = [];

  public add(step: () => unknown): void {
    this.steps.push(step);
  }

  /** Stops all parts, the last one first, also if one of them fails. */
  public async run(): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }
}
