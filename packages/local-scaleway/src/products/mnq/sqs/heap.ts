/** The values of a priority queue, smallest first. */
export class Heap<Value> {
  private values: Value[] = [];

  constructor(private readonly rank: (value: Value) => number) {}

  public get size(): number {
    return this.values.length;
  }

  public peek(): Value | undefined {
    return this.values[0];
  }

  public push(value: Value): void {
    let index = this.values.push(value) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.rankAt(parent) <= this.rankAt(index)) return;
      this.swap(parent, index);
      index = parent;
    }
  }

  public pop(): Value | undefined {
    const [first] = this.values;
    const last = this.values.pop();
    if (this.values.length === 0 || last === undefined) return first;
    this.values[0] = last;
    this.sink();
    return first;
  }

  /** Drops the values that are not kept. */
  public retain(isKept: (value: Value) => boolean): void {
    const kept = this.values.filter(isKept);
    this.values = [];
    for (const value of kept) this.push(value);
  }

  private sink(): void {
    for (let index = 0; ;) {
      const child = 2 * index + 1;
      const smaller = this.rankAt(child + 1) < this.rankAt(child) ? child + 1 : child;
      if (this.rankAt(index) <= this.rankAt(smaller)) return;
      this.swap(index, smaller);
      index = smaller;
    }
  }

  private rankAt(index: number): number {
    const value = this.values[index];
    return value === undefined ? Infinity : this.rank(value);
  }

  private swap(a: number, b: number): void {
    const [left, right] = [this.values[a], this.values[b]];
    if (left === undefined || right === undefined) return;
    this.values[a] = right;
    this.values[b] = left;
  }
}
