// Cockpit, as far as the provider uses it: data sources, the alert manager, contact points and preconfigured alerts.
import { ok } from "./store.mjs";

const ROOT = "/cockpit/v1/regions/:region";
const MANAGER = `${ROOT}/alert-manager`;
const SOURCE_IDS = { metrics: "aaaaaaaa-0000-4000-8000-000000000001", logs: "aaaaaaaa-0000-4000-8000-000000000002" };
/** The names are those of this simulation: Scaleway's documentation does not list its preconfigured alerts. */
const ALERTS = ["simulated-alert-1", "simulated-alert-2"];

export const COCKPIT = {
  collections: [{ path: `${ROOT}/tokens`, listName: "tokens", defaults: () => ({ secret_key: "simulated-token" }) }],
  actions: [
    { method: "GET", path: `${ROOT}/data-sources`, answer: listSources },
    { method: "GET", path: MANAGER, answer: (store, { path, parameters }) => ok(manager(store, path, parameters)) },
    { method: "POST", path: `${MANAGER}/enable`, answer: (store, request) => setManager(store, request, "/enable") },
    { method: "POST", path: `${MANAGER}/disable`, answer: (store, request) => setManager(store, request, "/disable") },
    { method: "GET", path: `${MANAGER}/contact-points`, answer: listContacts },
    {
      method: "POST",
      path: `${MANAGER}/contact-points`,
      answer: (store, { path, parameters, body: { email } }) =>
        ok(store.put(`${path}/${email.to}`, { email, ...parameters, send_resolved_notifications: true })),
    },
    {
      method: "POST",
      path: `${MANAGER}/contact-points/delete`,
      answer: (store, { path, body }) => ok(store.remove(`${path.replace(/\/delete$/, "")}/${body.email.to}`)),
    },
    { method: "GET", path: `${ROOT}/alerts`, answer: listAlerts },
    {
      method: "POST",
      path: `${MANAGER}/enable-alert-rules`,
      answer: (store, request) => setRules(store, request, true),
    },
    {
      method: "POST",
      path: `${MANAGER}/disable-alert-rules`,
      answer: (store, request) => setRules(store, request, false),
    },
  ],
};

function listSources(_, { parameters: { region }, query }) {
  const sources = Object.entries(SOURCE_IDS)
    .filter(([type]) => query.types === undefined || query.types === type)
    .map(([type, id]) => ({
      id,
      type,
      region,
      name: `Scaleway ${type}`,
      origin: "scaleway",
      project_id: query.project_id,
      url: `https://${id}.${type}.cockpit.${region}.scw.cloud`,
      retention_days: 7,
      synchronized_with_grafana: true,
    }));
  return ok({ data_sources: sources, total_count: sources.length });
}

function manager(store, path, { region }) {
  const isEnabled = store.objects.has(path);
  const url = isEnabled ? `https://simulated.alertmanager.cockpit.${region}.scw.cloud` : null;
  return { region, alert_manager_enabled: isEnabled, managed_alerts_enabled: false, alert_manager_url: url };
}

function setManager(store, { path, parameters }, ending) {
  const place = path.slice(0, -ending.length);
  if (ending === "/enable") store.put(place, {});
  else store.remove(place);
  return ok(manager(store, place, parameters));
}

function listContacts(store, { path }) {
  const contact_points = [...store.objects].filter(([each]) => each.startsWith(`${path}/`)).map(([, object]) => object);
  return ok({ contact_points, total_count: contact_points.length });
}

function listAlerts(store, { path, parameters: { region } }) {
  const alerts = ALERTS.map((id) => ({
    region,
    preconfigured: true,
    name: id,
    rule: "up == 0",
    duration: "5m",
    rule_status: store.objects.has(`${path}/${id}`) ? "enabled" : "disabled",
    state: "inactive",
    annotations: {},
    data_source_id: SOURCE_IDS.metrics,
    preconfigured_data: {
      preconfigured_rule_id: id,
      display_name: id,
      display_description: id,
      product_name: "simulated",
      product_family: "simulated",
    },
  }));
  return ok({ alerts, total_count: alerts.length });
}

function setRules(store, { path, body }, isEnabled) {
  const alerts = path.replace(/\/alert-manager\/.*$/, "/alerts");
  for (const id of body.rule_ids) {
    if (isEnabled) store.put(`${alerts}/${id}`, {});
    else store.remove(`${alerts}/${id}`);
  }
  return ok(isEnabled ? { enabled_rule_ids: body.rule_ids } : { disabled_rule_ids: body.rule_ids });
}
