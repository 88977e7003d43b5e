import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Fn, Op, TerraformOutput, Token } from "cdktf";
import { ScalewayStack, ServerlessContainer } from "../../lib";
import { minimal, newApp, newStack, synth } from "../helpers/synth";

const DOMAIN = 'trimprefix(scaleway_container.api.public_endpoint, "https://")';

test.each<[string, (domainName: string) => unknown, unknown]>([
  ["alone", (domain) => domain, `\${${DOMAIN}}`],
  ["in a text", (domain) => `${domain}:443`, `\${${DOMAIN}}:443`],
  ["in an object", (domain) => ({ hosts: [domain] }), { hosts: [`\${${DOMAIN}}`] }],
  ["in a function", (domain) => Fn.upper(domain), `\${upper(${DOMAIN})}`],
  ["in a text in a function", (domain) => Fn.upper(`a-${domain}`), `\${upper("a-\${${DOMAIN}}")}`],
  ["in a list of a function", (domain) => Fn.join("/", ["a", domain]), `\${join("/", ["a", ${DOMAIN}])}`],
  ["in an object of a function", (domain) => Fn.jsonencode({ a: domain }), `\${jsonencode({"a" = ${DOMAIN}})}`],
  ["in a condition", (domain) => Fn.conditional(true, domain, "a") as unknown, `\${true ? ${DOMAIN} : "a"}`],
  ["in a comparison", (domain) => Token.asString(Op.eq(domain, "a")), `\${(${DOMAIN} == "a")}`],
])("an expression of the library can be used %s", (_, use, written) => {
  const stack = newStack();
  const container = new ServerlessContainer(stack, "api", minimal);
  container.resource.overrideLogicalId("api");
  new TerraformOutput(stack, "used", { value: use(container.domainName) });
  expect(synth(stack)).toMatchObject({ output: { used: { value: written } } });
});

test("an expression of another stack is read from its state in a function, without a warning of CDKTF", () => {
  const app = newApp();
  const container = new ServerlessContainer(new ScalewayStack(app, "api", { region: "fr-par" }), "api", minimal);
  const stack = new ScalewayStack(app, "shop", { region: "fr-par" });
  new TerraformOutput(stack, "used", { value: Fn.upper(container.domainName) });
  const warn = jest.spyOn(console, "warn");
  app.synth();
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
  const file = readFileSync(join(app.outdir, "stacks", "shop", "cdk.tf.json"), "utf8");
  expect(file).toMatch(/"\$\{upper\(trimprefix\(data\.terraform_remote_state\.[\w.-]+, \\"https:\/\/\\"\)\)\}"/);
});

test("an expression around a function of CDKTF has its code", () => {
  const stack = newStack();
  const name = Token.asString(Fn.lower("Orders"));
  const container = new ServerlessContainer(stack, "api", { ...minimal, name });
  new TerraformOutput(stack, "used", { value: Fn.upper(container.predictedEndpoint) });
  expect(JSON.stringify(synth(stack)["output"])).toContain('replace(lower(lower(\\"Orders\\"))');
});
