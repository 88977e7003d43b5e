const BYTES_PER_MB = 1_000_000;

/** A line of the engine's answer to a pull. */
export interface PullEvent {
  readonly error?: string;
  /** The layer. */
  readonly id?: string;
  readonly status?: string;
  /** In bytes. */
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

interface Pull {
  readonly image: string;
  readonly layers: Map<string, { readonly current: number; readonly total: number }>;
}

/** The images that an engine is pulling, as a text that changes, such as `Pulling nginx:1.29: 34 of 120 MB`. */
export class Pulls {
  readonly #pulls = new Set<Pull>();

  /** @param showProgress called with each new text, and with the empty text at the end */
  constructor(private readonly showProgress: (text: string) => void = () => undefined) {}

  /** Adds an image for the time of its pull, which calls the function that it gets with each event. */
  public async watch<T>(image: string, pull: (onEvent: (event: PullEvent) => void) => Promise<T>): Promise<T> {
    const entry: Pull = { image, layers: new Map() };
    this.#pulls.add(entry);
    this.#show();
    try {
      return await pull((event) => {
        addTo(entry, event);
        this.#show();
      });
    } finally {
      this.#pulls.delete(entry);
      this.#show();
    }
  }

  #show(): void {
    const [first, ...others] = this.#pulls;
    if (first === undefined) {
      this.showProgress("");
      return;
    }
    const layers = [first, ...others].flatMap((pull) => [...pull.layers.values()]);
    const current = layers.reduce((sum, layer) => sum + layer.current, 0);
    const total = layers.reduce((sum, layer) => sum + layer.total, 0);
    const what = others.length === 0 ? first.image : `${others.length + 1} images`;
    const size = `: ${Math.floor(current / BYTES_PER_MB)} of ${Math.ceil(total / BYTES_PER_MB)} MB`;
    this.showProgress(`Pulling ${what}${total === 0 ? "" : size}`);
  }
}

function addTo({ layers }: Pull, { id, status, progressDetail: { current, total } = {} }: PullEvent): void {
  if (id === undefined) return;
  if (status === "Downloading" && current !== undefined && total !== undefined) layers.set(id, { current, total });
  // The last event of a layer has no sizes.
  const layer = layers.get(id);
  if (status === "Download complete" && layer !== undefined) layers.set(id, { ...layer, current: layer.total });
}
