// CDKTF records a whole stack trace for every token; without them the suite takes a third less time. Ordinary errors keep theirs.
const capture = Error.captureStackTrace;
Error.captureStackTrace = (target, hide) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) capture(target, hide);
};
// The limit of Node, instead of Jest's 100: Jest maps every frame of a stack that is read, and a ValidationError reads its own.
Error.stackTraceLimit = 10;
