/**
 * Aborts work that does not finish in time: through its signal, or else without waiting for it.
 * @param timeoutError creates the error for work that does not react to its signal
 */
export async function withDeadline<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
  timeoutError: () => Error,
): Promise<Result> {
  const controller = new AbortController();
  let timer, immediate: NodeJS.Immediate | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort(new DOMException("timed out", "TimeoutError"));
      // Work that reacts to its signal fails in this turn of the event loop, with a better error.
      immediate = setImmediate(() => {
        reject(timeoutError());
      });
    }, ms);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
    clearImmediate(immediate);
  }
}
