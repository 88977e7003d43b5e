// Edge Services, as far as the provider uses them.
import { ok } from "./store.mjs";

const ROOT = "/edge-services/v1beta1";
const STAGES = ["backend-stages", "cache-stages", "dns-stages", "tls-stages", "waf-stages"];

export const EDGE_SERVICES = {
  collections: [
    { path: `${ROOT}/pipelines`, listName: "pipelines" },
    { path: `${ROOT}/current-plan` },
    ...STAGES.map((name) => ({
      path: `${ROOT}/pipelines/:pipeline_id/${name}`,
      items: `${ROOT}/${name}`,
      defaults: () => (name === "dns-stages" ? { type: "custom", default_fqdn: "" } : {}),
    })),
  ],
  actions: [
    {
      method: "PATCH",
      path: `${ROOT}/current-plan`,
      answer: (store, { path, body }) => ok(store.put(`${path}/${body.project_id}`, { plan_name: body.plan_name })),
    },
    {
      method: "POST",
      path: `${ROOT}/pipelines/:pipeline_id/set-head-stage`,
      answer: (_, { body }) =>
        ok({ head_stage: { dns_stage_id: (body.add_new_head_stage ?? body.swap_head_stage)?.new_stage_id } }),
    },
  ],
};
