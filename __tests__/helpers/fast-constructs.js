// CDKTF records a whole stack trace for every token; without them the suite takes a third less time. Ordinary errors keep theirs.
const capture = Error.captureStackTrace;
Error.captureStackTrace = (target, hide) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) capture(target, hide);
};
