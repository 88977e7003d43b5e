import { Fn, Lazy, TerraformLocal, TerraformOutput, TerraformStack } from "cdktf";
import { Container } from "@cdktf/provider-scaleway/lib/container";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import {
  ContainerImage,
  ContainerNamespace,
  MnqSource,
  ScalewayStack,
  SecretValue,
  ServerlessContainer,
} from "../../lib";
import { synth } from "../../lib/testing";
import { codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack } from "../helpers/synth";

type Shop = ReturnType<typeof newShop>;

function newShop(stack: TerraformStack = newStack("fr-par", "shop")) {
  const shared = new ContainerNamespace(stack, "shared");
  const api = new ServerlessContainer(stack, "api", minimal);
  const web = new ServerlessContainer(stack, "web", minimal);
  const job = new ServerlessContainer(stack, "job", { ...minimal, namespace: shared });
  return { stack, shared, api, web, job };
}

const rejected: [title: string, fill: (shop: Shop) => unknown, codes: string[]][] = [
  [
    "its own URL",
    ({ api }) => {
      api.addEnvironmentVariable("URL", `${api.endpoint}/callback`);
    },
    ["self-reference shop/api environmentVariables.URL"],
  ],
  [
    "its own host, ID and status",
    ({ api }) => {
      api.addEnvironmentVariable("HOST", api.domainName);
      api.addEnvironmentVariable("ID", api.containerId);
      api.addSecret("STATUS", SecretValue.reference(api.status));
    },
    [
      "self-reference shop/api environmentVariables.HOST",
      "self-reference shop/api environmentVariables.ID",
      "self-reference shop/api secretEnvironmentVariables.STATUS",
    ],
  ],
  [
    "its own URL in a composed secret",
    ({ api }) => {
      api.addSecret("URL", SecretValue.template`${SecretValue.variable("a")}@${api.domainName}`);
    },
    ["self-reference shop/api secretEnvironmentVariables.URL"],
  ],
  [
    "its own URL in a function, written as text",
    ({ api }) => {
      const address = `scaleway_container.${api.resource.friendlyUniqueId}.public_endpoint`;
      api.resource.addOverride("description", `\${upper("x \${${address}}")}`);
    },
    ["self-reference shop/api description"],
  ],
  [
    "its own address in a condition",
    ({ api }) => {
      const address = `scaleway_container.${api.resource.friendlyUniqueId}`;
      const postcondition = [{ condition: `\${${address}.status == "ready"}`, error_message: "no" }];
      api.resource.addOverride("lifecycle", { postcondition });
    },
    ["self-reference shop/api lifecycle.postcondition.1.condition"],
  ],
  [
    "the URL of a neighbour that has its URL",
    ({ api, web }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.addSecret("API_URL", SecretValue.reference(api.endpoint));
    },
    ["circular-reference shop/api environmentVariables.WEB_URL"],
  ],
  [
    "URLs in a circle of three",
    ({ api, web, job }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.addEnvironmentVariable("JOB_URL", job.endpoint);
      job.addEnvironmentVariable("API_URL", Fn.upper(api.endpoint));
    },
    ["circular-reference shop/api environmentVariables.WEB_URL"],
  ],
  [
    "two separate circles",
    ({ stack, api, web, job }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.addEnvironmentVariable("API_URL", api.endpoint);
      const mail = new ServerlessContainer(stack, "mail", {
        ...minimal,
        environmentVariables: { JOB_URL: job.endpoint },
      });
      job.addEnvironmentVariable("MAIL_URL", mail.endpoint);
    },
    [
      "circular-reference shop/api environmentVariables.WEB_URL",
      "circular-reference shop/job environmentVariables.MAIL_URL",
    ],
  ],
  [
    "a URL in the variables of its namespace",
    ({ shared, job }) => {
      shared.resource.addOverride("environment_variables.JOB_URL", job.endpoint);
    },
    ["circular-reference shop/shared environmentVariables.JOB_URL"],
  ],
  [
    "a URL in the variables of its namespace, whose containers refer to each other",
    ({ stack, shared, job }) => {
      const mail = new ServerlessContainer(stack, "mail", { ...minimal, namespace: shared });
      job.addEnvironmentVariable("MAIL_URL", mail.endpoint);
      shared.resource.addOverride("environment_variables.JOB_URL", job.endpoint);
    },
    ["circular-reference shop/shared environmentVariables.JOB_URL"],
  ],
  [
    "two circles that have one reference in common",
    ({ api, web, job }) => {
      web.addEnvironmentVariable("JOB_URL", job.endpoint);
      job.addEnvironmentVariable("API_URL", api.endpoint);
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.addEnvironmentVariable("API_URL", api.endpoint);
    },
    ["circular-reference shop/api environmentVariables.WEB_URL"],
  ],
  [
    "circles that have no reference in common, although they have a container in common",
    ({ api, web, job }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.addEnvironmentVariable("API_URL", api.endpoint);
      web.addEnvironmentVariable("JOB_URL", job.endpoint);
      job.addEnvironmentVariable("WEB_URL", web.endpoint);
    },
    [
      "circular-reference shop/api environmentVariables.WEB_URL",
      "circular-reference shop/web environmentVariables.JOB_URL",
    ],
  ],
  [
    "its own URL in a heredoc of a function",
    ({ api }) => {
      const address = `scaleway_container.${api.resource.friendlyUniqueId}.public_endpoint`;
      api.resource.addOverride("description", `\${upper(<<-EOT\n  "} \${${address}}\n  EOT\n)}`);
    },
    ["self-reference shop/api description"],
  ],
  [
    "a URL of a container whose namespace depends on the reader",
    ({ api, web }) => {
      web.namespace.node.addDependency(api);
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
    },
    ["circular-reference shop/api environmentVariables.WEB_URL"],
  ],
  [
    "a secret of a construct that depends on the container, in its many resources",
    ({ api, web }) => {
      const token = api.addToken("caller", { expiresAt: "2035-01-01T00:00:00Z" });
      api.node.addDependency(web);
      web.addSecret("TOKEN", token.secretKey);
    },
    ["circular-reference shop/web secretEnvironmentVariables.TOKEN"],
  ],
  [
    "the ID of its trigger",
    ({ api }) => {
      const trigger = api.addSchedule("nightly", { schedule: "0 2 * * *" });
      api.addEnvironmentVariable("TRIGGER", trigger.resource.id);
    },
    ["circular-reference shop/api environmentVariables.TRIGGER"],
  ],
  [
    "the ID of its domain",
    ({ api }) => {
      api.addEnvironmentVariable("DOMAIN", api.addDomain("www", { hostname: "a.example.com" }).domainId);
    },
    ["circular-reference shop/api environmentVariables.DOMAIN"],
  ],
  [
    "a build argument of its own image",
    ({ stack, api }) => {
      const registryEndpoint = "rg.fr-par.scw.cloud/shop";
      const options = { registryEndpoint, name: "web", buildArgs: { API: api.endpoint } };
      const image = ContainerImage.fromDirectory("examples/built-image/api", options);
      const built = new ServerlessContainer(stack, "built", { ...minimal, image });
      api.addEnvironmentVariable("BUILT_URL", built.endpoint);
    },
    ["circular-reference shop/api environmentVariables.BUILT_URL"],
  ],
  [
    "depends_on",
    ({ api, web }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      web.resource.dependsOn = [api.resource.fqn];
    },
    ["circular-reference shop/api environmentVariables.WEB_URL"],
  ],
  [
    "a local value",
    ({ stack, api }) => {
      const local = new TerraformLocal(stack, "url", api.endpoint);
      api.addEnvironmentVariable("URL", local.asString);
    },
    ["circular-reference shop/url value"],
  ],
  [
    "a provider",
    ({ stack, api }) => {
      const provider = stack.node.findChild("scaleway") as ScalewayProvider;
      provider.projectId = api.projectId;
    },
    ["circular-reference shop/scaleway projectId"],
  ],
];

describe("a reference that Terraform rejects is reported at synth", () => {
  test.each(rejected)("%s", (_, fill, codes) => {
    const shop = newShop();
    fill(shop);
    expect(codesOf(() => synth(shop.stack))).toEqual(codes);
  });

  test("in a plain TerraformStack", () => {
    const stack = new TerraformStack(newApp(), "shop");
    new ScalewayProvider(stack, "scaleway");
    const { api } = newShop(stack);
    api.addEnvironmentVariable("URL", api.endpoint);
    expect(codesOf(() => synth(stack))).toEqual(["self-reference shop/api environmentVariables.URL"]);
  });

  test("in a resource without a construct of this library", () => {
    const { stack, api } = newShop();
    const container = new Container(stack, "plain", { namespaceId: api.namespaceId });
    container.description = container.publicEndpoint;
    expect(codesOf(() => synth(stack))).toEqual(["self-reference shop/plain description"]);
  });
});

const accepted: [title: string, fill: (shop: Shop) => unknown][] = [
  [
    "the URL of a neighbour",
    ({ api, web }) => {
      api.addEnvironmentVariable("URL", web.endpoint);
    },
  ],
  ["an output", ({ stack, api }) => new TerraformOutput(stack, "url", { value: api.endpoint })],
  [
    "self in a condition",
    ({ api }) => {
      const postcondition = [{ condition: '${self.public_endpoint != ""}', error_message: "${self.id}" }];
      api.resource.addOverride("lifecycle", { postcondition });
    },
  ],
  [
    "its own address in a provisioner, a connection or depends_on",
    ({ api }) => {
      const { fqn } = api.resource;
      api.resource.provisioners = [{ type: "local-exec", command: `echo ${api.endpoint}` }];
      api.resource.connection = { type: "ssh", host: api.domainName };
      api.resource.dependsOn = [fqn];
    },
  ],
  [
    "an address in a literal",
    ({ api }) => {
      const address = `scaleway_container.${api.resource.friendlyUniqueId}.public_endpoint`;
      api.addEnvironmentVariable("DOCS", `write \${${address}} or ${address}`);
      api.addEnvironmentVariable("JSON", Fn.jsonencode({ docs: `"${address}"` }));
    },
  ],
  [
    "an address in a comment or a heredoc of an expression",
    ({ api }) => {
      const address = `scaleway_container.${api.resource.friendlyUniqueId}.public_endpoint`;
      api.resource.addOverride("description", `\${upper("a" // like ${address}\n)}\${"b" # or ${address}\n}`);
      api.resource.addOverride("command", [`\${<<EOT\n${address}\nEOT\n}`]);
    },
  ],
  [
    "an address in a key of replace_triggered_by",
    ({ api, web }) => {
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
      const key = `scaleway_container.${api.resource.friendlyUniqueId}.id`;
      web.resource.addOverride("lifecycle.replace_triggered_by", [`terraform_data.each["${key}"]`]);
    },
  ],
  [
    "a data source with the name of a resource",
    ({ api }) => {
      const address = `data.scaleway_container.${api.resource.friendlyUniqueId}.public_endpoint`;
      api.resource.addOverride("description", `\${${address}}`);
    },
  ],
  [
    "a token for itself, and a queue",
    ({ api }) => {
      const token = api.addToken("self", { expiresAt: "2035-01-01T00:00:00Z" });
      api.addSecret("TOKEN", token.secretKey);
      api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    },
  ],
  [
    "an attribute of another stack",
    ({ stack, api }) => {
      const other = new ScalewayStack(stack.node.root, "other", { region: "fr-par" });
      new ServerlessContainer(other, "api", { ...minimal, environmentVariables: { URL: api.endpoint } });
    },
  ],
  [
    "ignore_changes",
    ({ api }) => {
      api.resource.addOverride("lifecycle.ignore_changes", ["environment_variables"]);
    },
  ],
];

describe("a reference that Terraform accepts is not reported", () => {
  test.each(accepted)("%s", (_, fill) => {
    const shop = newShop();
    fill(shop);
    expect(() => synth(shop.stack)).not.toThrow();
  });
});

test.each<[title: string, isPossible: boolean, fill: (shop: Shop) => unknown]>([
  [
    "of another container",
    true,
    ({ api, web }) => {
      web.addEnvironmentVariable("API_URL", api.endpoint);
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
    },
  ],
  [
    "of a container whose namespace depends on the reader",
    false,
    ({ api, web }) => {
      web.namespace.node.addDependency(api);
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
    },
  ],
  [
    "of a container whose namespace depends on the reader through a third container",
    false,
    ({ api, web, job }) => {
      web.namespace.node.addDependency(job);
      job.addEnvironmentVariable("API_ID", api.containerId);
      api.addEnvironmentVariable("WEB_URL", web.endpoint);
    },
  ],
])("the remedy for the URL %s contains the predicted URL: %s", (_, isPossible, fill) => {
  const shop = newShop();
  fill(shop);
  const [issue] = validationError(() => synth(shop.stack)).issues;
  expect(issue?.message.includes("predictedEndpoint")).toBe(isPossible);
});

test("the message of a circle has the path and the argument of each construct", () => {
  const { stack, api, web } = newShop();
  api.addEnvironmentVariable("WEB_URL", web.endpoint);
  web.addEnvironmentVariable("API_URL", api.endpoint);
  const [issue] = validationError(() => synth(stack)).issues;
  expect(issue?.message).toContain(
    "shop/api (environmentVariables.WEB_URL) → shop/web (environmentVariables.API_URL) → shop/api",
  );
});

test("a value that cannot be resolved is left to the synthesis", () => {
  const { stack, api } = newShop();
  const fail = () => {
    throw new Error("not resolvable");
  };
  api.addEnvironmentVariable("BROKEN", Lazy.stringValue({ produce: fail }));
  expect(() => synth(stack)).toThrow("not resolvable");
});

test("a value that contains itself is left to the synthesis", () => {
  const { stack, api } = newShop();
  const circular: Record<string, unknown> = {};
  circular["again"] = circular;
  Object.assign(api.resource, { toTerraform: () => ({ resource: { scaleway_container: { api: circular } } }) });
  expect(() => synth(stack)).toThrow(/circular/);
});
