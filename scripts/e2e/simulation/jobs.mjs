// Serverless Jobs, as far as the provider uses them.
import { randomUUID } from "node:crypto";
import { ok } from "./store.mjs";

const ROOT = "/serverless-jobs/v1alpha2/regions/:region";

export const SERVERLESS_JOBS = {
  collections: [
    { path: `${ROOT}/job-definitions`, listName: "job_definitions" },
    { path: `${ROOT}/secrets`, listName: "secrets" },
  ],
  actions: [
    {
      method: "POST",
      path: `${ROOT}/secrets`,
      answer: (store, { path, body }) =>
        ok({
          secrets: body.secrets.map(({ env_var_name, path: file, ...secret }) => {
            const secret_id = randomUUID();
            const target = env_var_name === undefined ? { file: { path: file } } : { env_var: { name: env_var_name } };
            const { job_definition_id } = body;
            return store.put(`${path}/${secret_id}`, { secret_id, job_definition_id, ...secret, ...target });
          }),
        }),
    },
    {
      method: "DELETE",
      path: `${ROOT}/job-definitions/:id`,
      answer: (store, { path, parameters }) => {
        for (const [each, object] of store.objects) {
          if (object.job_definition_id === parameters.id) store.remove(each);
        }
        return ok(store.remove(path));
      },
    },
  ],
};
