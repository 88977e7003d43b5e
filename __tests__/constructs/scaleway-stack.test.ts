import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import {
  App,
  Lazy,
  LocalBackend,
  S3Backend,
  TerraformOutput,
  TerraformResource,
  TerraformStack,
  TerraformVariable,
} from "cdktf";
import { MnqSource, ScalewayStack, ServerlessContainer, type ScalewayStackProps } from "../../lib";
import { resources, synth as synthesize, warnings } from "../../lib/testing";
import { ScalewayProvider } from "@cdktf/provider-scaleway/lib/provider";
import { VpcPrivateNetwork } from "@cdktf/provider-scaleway/lib/vpc-private-network";
import { schema } from "../helpers/provider-package";
import { codeAndPath, codesOf, validationError } from "../helpers/issues";
import { minimal, newApp, newStack, only, synth, type Json } from "../helpers/synth";
import { temporaryFolder } from "../helpers/temporary-folder";

const UUID = "33333333-3333-3333-3333-333333333333";

test("configures the provider once, with only the given props", () => {
  const stack = newStack("nl-ams");
  expect(synth(stack)).toMatchObject({
    provider: { scaleway: [{ region: "nl-ams" }] },
    terraform: { required_providers: { scaleway: { source: "scaleway/scaleway" } } },
  });
  expect(stack.toTerraform()).toMatchObject({
    terraform: { required_providers: { scaleway: { version: "~> 2.81" } } },
  });
  expect(stack.region).toBe("nl-ams");
});

test("emits every prop as the provider names it", () => {
  const props = { region: "fr-par", projectId: UUID, organizationId: UUID, profile: "prod" } as const;
  expect(synth(new ScalewayStack(newApp(), "stack", props))["provider"].scaleway).toEqual([
    { region: "fr-par", project_id: UUID, organization_id: UUID, profile: "prod" },
  ]);
});

test("accepts tokens", () => {
  const app = newApp();
  const outer = new TerraformStack(app, "outer");
  const { stringValue } = new TerraformVariable(outer, "text", { type: "string" });
  const props = { region: stringValue, projectId: stringValue, profile: stringValue };
  expect(() => new ScalewayStack(app, "stack", props)).not.toThrow();
});

test.each([
  ["not-allowed region", { region: "eu-west" }],
  ["missing region", {}],
  ["invalid-format projectId", { region: "fr-par", projectId: "default" }],
  ["invalid-format organizationId", { region: "fr-par", organizationId: "" }],
  ["empty profile", { region: "fr-par", profile: "" }],
  ["wrong-type tags", { region: "fr-par", tags: "team=shop" }],
  ["missing backend.bucket", { region: "fr-par", backend: {} }],
  ["wrong-type backend", { region: "fr-par", backend: "my-state" }],
  ["unknown-prop backend.accessKey", { region: "fr-par", backend: { bucket: "my-state", accessKey: UUID } }],
  ["unknown-prop secretKey", { region: "fr-par", secretKey: UUID }],
])("fails with %s if the props are %j", (code, props) => {
  const app = newApp();
  expect(codesOf(() => new ScalewayStack(app, "stack", props as ScalewayStackProps))).toEqual([code]);
  expect(app.node.tryFindChild("stack")).toBeUndefined();
});

describe("state", () => {
  const project = mkdtempSync(join(tmpdir(), "scaleway-stack-"));
  const before = process.cwd();
  beforeAll(() => {
    for (const folder of ["build", "..build"]) mkdirSync(join(project, folder));
    process.chdir(project);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(project, { recursive: true, force: true });
  });
  const backendOf = (stack: TerraformStack): Json => {
    stack.prepareStack();
    return (stack.toTerraform() as Json)["terraform"].backend as Json;
  };
  const newStackIn = (outdir: string) => new ScalewayStack(new App({ outdir }), "shop", { region: "fr-par" });

  test.each([
    ["cdktf.out", "terraform.shop.tfstate"],
    [".", "terraform.shop.tfstate"],
    ["build/cdktf.out", "cdktf.tfstate.d/build/cdktf.out/terraform.shop.tfstate"],
    ["build", "cdktf.tfstate.d/build/terraform.shop.tfstate"],
    ["..build", "cdktf.tfstate.d/..build/terraform.shop.tfstate"],
  ])("is a file in the project folder, by a relative path, if the output folder is %s", (outdir, file) => {
    const depth = resolve(outdir, "stacks/shop").slice(process.cwd().length).split("/").length - 1;
    expect(backendOf(newStackIn(outdir))).toEqual({ local: { path: `${"../".repeat(depth)}${file}` } });
    expect(backendOf(newStackIn(resolve(outdir)))).toEqual(backendOf(newStackIn(`./${outdir}/`)));
  });

  test("warns of a state that another output folder of the project has, until the stack has its own", () => {
    const idsFor = (outdir: string) => {
      const stack = newStackIn(outdir);
      backendOf(stack);
      return warnings(stack).map(({ id }) => id);
    };
    const states = ["terraform.shop.tfstate", "cdktf.tfstate.d/build/terraform.shop.tfstate"] as const;
    expect(["cdktf.out", "build"].map(idsFor)).toEqual([[], []]);
    writeFileSync(states[0], "");
    expect(["cdktf.out", "build"].map(idsFor)).toEqual([[], ["other-local-state"]]);
    mkdirSync("cdktf.tfstate.d/build", { recursive: true });
    writeFileSync(states[1], "");
    expect(["cdktf.out", "build"].map(idsFor)).toEqual([[], []]);
    rmSync(states[0]);
    expect(["cdktf.out", "build"].map(idsFor)).toEqual([["other-local-state"], []]);
    rmSync("cdktf.tfstate.d", { recursive: true });
  });

  describe("is in the project, even if the output folder is elsewhere", () => {
    const elsewhere = temporaryFolder("elsewhere");
    /** The state file that Terraform uses: it resolves the path from its physical working directory. */
    const stateFile = (stack: TerraformStack, outdir: string) => {
      const folder = join(outdir, "stacks", "shop");
      mkdirSync(folder, { recursive: true });
      return join(realpathSync(folder), (backendOf(stack)["local"] as { path: string }).path);
    };
    const projects = ["shop/api", "shop/web", "web"].map((name) => join(realpathSync(elsewhere), name));
    beforeAll(() => {
      for (const folder of [...projects, join(elsewhere, "target")]) mkdirSync(folder, { recursive: true });
    });
    afterEach(() => {
      process.chdir(project);
    });

    test.each([
      ["absolute, on another depth", () => join(elsewhere, "a/b/c")],
      ["relative", () => relative(process.cwd(), join(elsewhere, "dist"))],
      ["in a folder of which the project is a part", () => elsewhere],
      [
        "a symbolic link in the project",
        () => {
          const link = join(process.cwd(), "cdktf.out");
          if (!existsSync(link)) symlinkSync(join(elsewhere, "target"), link);
          return link;
        },
      ],
    ])("two projects do not share it, if the output folder is %s", (_, outdirOf) => {
      const files = projects.map((folder) => {
        process.chdir(folder);
        const outdir = outdirOf();
        mkdirSync(outdir, { recursive: true });
        return stateFile(newStackIn(outdir), outdir);
      });
      expect(files).toEqual(projects.map((folder) => join(folder, "terraform.shop.tfstate")));
    });

    test("a project that is reached through a symbolic link has the path of the default layout", () => {
      mkdirSync(join(elsewhere, "linked"));
      symlinkSync(join(elsewhere, "linked"), join(elsewhere, "link"));
      process.chdir(join(elsewhere, "link"));
      const stack = newStackIn(join(elsewhere, "link", "cdktf.out"));
      expect(backendOf(stack)).toEqual({ local: { path: "../../../terraform.shop.tfstate" } });
    });
  });

  test("is in the backend if there is one", () => {
    const stack = newStack();
    new S3Backend(stack, { bucket: "state", key: "shop" });
    expect(backendOf(stack)).toEqual({ s3: { bucket: "state", key: "shop" } });
    const local = newStack();
    new LocalBackend(local, { path: "/var/state" });
    expect(backendOf(local)).toEqual({ local: { path: "/var/state" } });
  });

  test("no path of this machine is in the written files", () => {
    const app = new App({ outdir: "cdktf.out" });
    new ServerlessContainer(new ScalewayStack(app, "shop", { region: "fr-par" }), "api", { ...minimal, minScale: 1 });
    app.synth();
    for (const file of ["manifest.json", "stacks/shop/cdk.tf.json"]) {
      const text = readFileSync(join("cdktf.out", file), "utf8");
      expect(text).not.toContain(before);
      expect(text).not.toContain(project);
    }
  });
});

describe("names of outputs and variables", () => {
  const output = (stack: TerraformStack, id: string, name: string) => {
    new TerraformOutput(stack, id, { value: id }).overrideLogicalId(name);
  };

  test("fail at synth if two are the same, also if another construct has created one", () => {
    const stack = newStack();
    new ServerlessContainer(stack, "api", minimal);
    output(stack, "mine", "api_endpoint");
    output(stack, "x1", "twice");
    output(stack, "x2", "twice");
    const { issues } = validationError(() => synth(stack));
    expect(issues.map(codeAndPath)).toEqual(["duplicate-name output.api_endpoint", "duplicate-name output.twice"]);
    expect(issues[0]?.message).toMatch(/stack\/api\/Endpoint.*stack\/mine/);
    expect(issues[1]?.message).toMatch(/stack\/x1.*stack\/x2/);
  });

  test("are checked in a plain TerraformStack too if it contains a container", () => {
    const stack = new TerraformStack(newApp(), "plain");
    new ScalewayProvider(stack, "scaleway", {});
    new ServerlessContainer(stack, "api", minimal);
    output(stack, "mine", "api_status");
    expect(codesOf(() => synth(stack))).toEqual(["duplicate-name output.api_status"]);
  });

  test("may be the same in two stacks, and an output may have a variable's name", () => {
    const app = newApp();
    const [one, two] = ["one", "two"].map((id) => new ScalewayStack(app, id, { region: "fr-par" }));
    for (const stack of [one!, two!]) {
      output(stack, "x", "same");
      new TerraformVariable(stack, "same", { type: "string" });
    }
    expect([synth(one!), synth(two!)].map((json) => Object.keys(json["output"]))).toEqual([["same"], ["same"]]);
  });
});

describe("tags", () => {
  const tagged = (tags: readonly string[]) => new ScalewayStack(newApp(), "stack", { region: "fr-par", tags });
  /** As the bindings of a resource with tags are. */
  class Tagged extends TerraformResource {
    public tags: unknown = undefined;
    public get tagsInput(): unknown {
      return this.tags;
    }
  }
  const SCALEWAY_TYPES = Object.entries(schema.resource_schemas)
    .filter(([, { block }]) => block.attributes?.["tags"]?.optional)
    .map(([type]) => type);

  test("are added once to every resource that has tags, after its own", () => {
    const stack = tagged(["team=shop", "cost=12"]);
    const api = new ServerlessContainer(stack, "api", { ...minimal, tags: ["own", "team=shop"] });
    api.addSchedule("nightly", { schedule: "0 2 * * *" });
    api.addToken("shop", { storeIn: { secretName: "token" } });
    api.addTrigger("orders", { source: MnqSource.queue({ name: "orders" }) });
    api.addDomain("www", { hostname: "api.example.com", dnsZone: "example.com" });
    const tagsOf = Object.fromEntries(
      Object.entries(synth(stack)["resource"] as Record<string, Record<string, Json>>).map(([type, all]) => [
        type,
        Object.values(all).map(({ tags }) => tags as unknown),
      ]),
    );
    const both = ["team=shop", "cost=12"];
    expect(tagsOf).toMatchObject({
      scaleway_container: [["own", "team=shop", "cost=12"]],
      scaleway_container_namespace: [both],
      scaleway_container_trigger: [both, both],
      scaleway_iam_application: [both],
      scaleway_iam_policy: [both],
      scaleway_secret: [both],
      scaleway_iam_api_key: [undefined],
      scaleway_container_domain: [undefined],
      scaleway_domain_record: [undefined],
      scaleway_mnq_sqs_queue: [undefined],
      scaleway_mnq_sqs_credentials: [undefined, undefined],
    });
    for (const [type, tags] of Object.entries(tagsOf)) {
      expect([type, tags.every((each) => each !== undefined)]).toEqual([type, SCALEWAY_TYPES.includes(type)]);
    }
  });

  test("are added to the classes of the provider too, not to those of other providers", () => {
    const stack = tagged(["team=shop"]);
    new VpcPrivateNetwork(stack, "network", { tags: ["own"] });
    const other = new Tagged(stack, "other", { terraformResourceType: "aws_instance" });
    expect(resources(synthesize(stack), "scaleway_vpc_private_network")[0]!["tags"]).toEqual(["own", "team=shop"]);
    expect(other.tags).toBeUndefined();
  });

  test("are escaped with the tags of a construct", () => {
    const stack = tagged(["team=${x}"]);
    new ServerlessContainer(stack, "api", { ...minimal, tags: ["own=${y}"] });
    expect(only(synth(stack), "scaleway_container")["tags"]).toEqual(["own=$${y}", "team=$${x}"]);
  });

  test("are merged by Terraform if the tags of a construct are a token", () => {
    const stack = tagged(["team=${x}", Lazy.stringValue({ produce: () => "${var.tag}" })]);
    const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
    new ServerlessContainer(stack, "api", { ...minimal, tags: listValue });
    expect(only(synth(stack), "scaleway_container")["tags"]).toBe(
      '${distinct(concat(var.list, ["team=$${x}", var.tag]))}',
    );
  });

  test("cannot be a token, because Terraform could not tell them from the tags of a construct", () => {
    const { listValue } = new TerraformVariable(newStack("fr-par", "other"), "list", { type: "list(string)" });
    expect(codesOf(() => tagged(listValue))).toEqual(["token-not-supported tags"]);
  });

  test("stay the same if a stack is synthesized twice, or the caller's list changes", () => {
    const tags = ["team=shop"];
    const stack = tagged(tags);
    const { listValue } = new TerraformVariable(stack, "list", { type: "list(string)" });
    new ServerlessContainer(stack, "api", { ...minimal, tags: listValue });
    tags.push("late");
    const first = synth(stack);
    expect(synth(stack)).toEqual(first);
    expect(only(first, "scaleway_container")["tags"]).toBe('${distinct(concat(var.list, ["team=shop"]))}');
  });

  test("may come from another stack", () => {
    const app = newApp();
    const api = new ServerlessContainer(new ScalewayStack(app, "one", { region: "fr-par" }), "api", minimal);
    const two = new ScalewayStack(app, "two", { region: "fr-par", tags: [`calls=${api.endpoint}`] });
    new VpcPrivateNetwork(two, "network", {});
    const first = synth(two);
    expect(only(first, "scaleway_vpc_private_network")["tags"]).toEqual([
      expect.stringMatching(/^calls=\$\{data\.terraform_remote_state\./),
    ]);
    expect(synth(two)).toEqual(first);
  });

  test("are not added to Object Storage, which has a map of tags", () => {
    const stack = tagged(["team=shop"]);
    const bucket = new Tagged(stack, "bucket", { terraformResourceType: "scaleway_object_bucket" });
    const server = new Tagged(stack, "server", { terraformResourceType: "scaleway_instance_server" });
    synthesize(stack);
    expect([bucket.tags, server.tags]).toEqual([undefined, ["team=shop"]]);
  });
});

describe("the project of the environment", () => {
  afterEach(() => {
    delete process.env["SCW_DEFAULT_PROJECT_ID"];
  });

  test.each([
    ["another project", UUID, "44444444-4444-4444-4444-444444444444", ["project-of-environment"]],
    ["the same project", UUID, UUID, []],
    ["no project", UUID, "", []],
    ["a project, and the stack does not", undefined, UUID, []],
    ["a project, and that of the stack is a token", Lazy.stringValue({ produce: () => UUID }), UUID, []],
  ])("causes a warning only if it differs: it names %s", (_, projectId, variable, expected) => {
    process.env["SCW_DEFAULT_PROJECT_ID"] = variable;
    const stack = new ScalewayStack(newApp(), "shop", { region: "fr-par", projectId });
    expect(warnings(stack).map(({ id }) => id)).toEqual(expected);
  });
});
