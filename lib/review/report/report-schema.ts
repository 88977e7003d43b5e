import { z } from "zod";
import { reviewSchema } from "../analysis/review-schema";

/** The JSON Schema (draft 2020-12) of `scw-containers review --format json`. */
export function reviewJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(reviewSchema, { io: "output", target: "draft-2020-12" });
  return { $schema, title: "Report of scw-containers review", ...rest };
}
