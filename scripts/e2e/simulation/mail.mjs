// Transactional Email, as far as the provider uses it. Every domain is valid at once.
import { ok } from "./store.mjs";

const DOMAINS = "/transactional-email/v1alpha1/regions/:region/domains";
const SPF = "include:_spf.tem.scaleway.com";

export const TRANSACTIONAL_EMAIL = {
  collections: [
    {
      path: DOMAINS,
      listName: "domains",
      defaults: ({ domain_name, project_id }) => ({
        name: domain_name,
        status: "checked",
        spf_config: SPF,
        dkim_config: "v=DKIM1; h=sha256; k=rsa; p=c2ltdWxhdGVk",
        records: {
          spf: { name: `${domain_name}.`, value: `v=spf1 ${SPF} -all` },
          dkim: { name: `${project_id}._domainkey.${domain_name}.`, value: "v=DKIM1; h=sha256; k=rsa; p=c2ltdWxhdGVk" },
          dmarc: { name: `_dmarc.${domain_name}.`, value: "v=DMARC1; p=none" },
          mx: { name: `${domain_name}.`, value: "10 blackhole.tem.scaleway.com." },
        },
      }),
    },
  ],
  actions: [
    {
      method: "POST",
      path: `${DOMAINS}/:id/check`,
      answer: domainOf("/check", (store, place) => store.objects.get(place)),
    },
    {
      method: "POST",
      path: `${DOMAINS}/:id/revoke`,
      answer: domainOf("/revoke", (store, place) => store.remove(place)),
    },
  ],
};

function domainOf(ending, work) {
  return (store, { path }) => ok(work(store, path.slice(0, -ending.length)));
}
