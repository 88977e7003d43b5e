/** An error of SQS, in Amazon's JSON protocol. */
export class SqsError extends Error {
  constructor(
    public readonly status: number,
    public readonly type: string,
    message: string,
    /** The code of the query protocol, which is older. SDKs of the JSON protocol read it, too. */
    public readonly queryCode = type,
  ) {
    super(message);
  }
}

export function invalidParameter(message: string): SqsError {
  return new SqsError(400, "InvalidParameterValue", message);
}

export function batchError(type: string, message: string): SqsError {
  return new SqsError(400, type, message, `AWS.SimpleQueueService.${type}`);
}
