/**
 * Ends work that does not end in time: by its signal, or else without it.
 * @param give is called in place of work that the signal does not end, and has the error
 */
export async function withDeadline<Result>(
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
  give: () => Error,
): Promise<Result> {
  const controller = new AbortController();
  let timer, last: NodeJS.Immediate | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort(new DOMException("does not end in time", "TimeoutError"));
      // What the signal does end has a better error, in this turn of the loop.
      last = setImmediate(() => {
        reject(give());
      });
    }, ms);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
    clearImmediate(last);
  }
}
