import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { DomainRecord } from "cdktf-scaleway-containers/provider/domain-record";
import { DomainZone } from "cdktf-scaleway-containers/provider/domain-zone";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { IamApplication } from "cdktf-scaleway-containers/provider/iam-application";
import { IamPolicy } from "cdktf-scaleway-containers/provider/iam-policy";
import { TemDomain } from "cdktf-scaleway-containers/provider/tem-domain";
import { TemDomainValidation } from "cdktf-scaleway-containers/provider/tem-domain-validation";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par" });

// #region domain
// A subdomain of its own: the mailboxes of example.com keep their MX records.
const zone = new DomainZone(stack, "zone", { domain: "example.com", subdomain: "mail" });
const domain = new TemDomain(stack, "domain", { name: "mail.example.com", acceptTos: true });
const records = [
  new DomainRecord(stack, "spf", { dnsZone: zone.id, type: "TXT", data: domain.spfValue }),
  new DomainRecord(stack, "dkim", { dnsZone: zone.id, name: domain.dkimName, type: "TXT", data: domain.dkimConfig }),
  new DomainRecord(stack, "dmarc", {
    dnsZone: zone.id,
    name: domain.dmarcName,
    type: "TXT",
    data: "v=DMARC1; p=reject; rua=mailto:postmaster@example.com",
  }),
  // Scaleway discards the answers. Use your own server to receive them.
  new DomainRecord(stack, "mx", { dnsZone: zone.id, type: "MX", data: "blackhole.tem.scaleway.com.", priority: 10 }),
];
const validation = new TemDomainValidation(stack, "validation", {
  domainId: domain.id,
  timeout: 900,
  dependsOn: records,
});
// #endregion

// #region container
const application = new IamApplication(stack, "application", { name: "mail" });
const policy = new IamPolicy(stack, "policy", {
  name: "mail",
  applicationId: application.id,
  rule: [{ projectIds: [domain.projectId], permissionSetNames: ["TransactionalEmailEmailSmtpCreate"] }],
});
const key = new IamApiKey(stack, "key", { applicationId: application.id, expiresAt: "2035-01-01T00:00:00Z" });

const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: {
    SMTP_HOST: domain.smtpHost,
    // STARTTLS.
    SMTP_PORT: domain.smtpPort.toString(),
    SMTP_USER: domain.smtpsAuthUser,
    MAIL_FROM: "orders@mail.example.com",
  },
  secretEnvironmentVariables: { SMTP_PASSWORD: SecretValue.reference(key.secretKey) },
});
// The container starts after its domain is valid, and its key can send.
api.node.addDependency(policy, validation);
// #endregion

app.synth();
