import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { ContainerImage, ScalewayStack } from "../../lib";
import { synth } from "../../lib/testing";
import { minimalFiles } from "../helpers/directories";
import { imageOf, options, run } from "../helpers/directory-image";
import type { Json } from "../helpers/synth";
import { temporaryFolder } from "../helpers/temporary-folder";

describe("the context of a build", () => {
  const root = realpathSync(temporaryFolder("output-folder"));
  const project = join(root, "deep/project");
  const before = process.cwd();
  beforeAll(() => {
    for (const folder of ["deep/project/api", "deep/shared", "target"]) {
      mkdirSync(join(root, folder), { recursive: true });
      writeFileSync(join(root, folder, "Dockerfile"), minimalFiles.Dockerfile);
    }
    symlinkSync(join(root, "target"), join(project, "linked"));
    process.chdir(project);
  });
  afterAll(() => {
    process.chdir(before);
  });

  const stackIn = (outdir: string, path: string) => {
    mkdirSync(join(outdir, "stacks/shop"), { recursive: true });
    const stack = new ScalewayStack(new App({ outdir }), "shop", { region: "fr-par" });
    run(stack, ContainerImage.fromDirectory(path, options));
    return stack;
  };
  /** The directory that Terraform builds: it resolves the path from its physical working directory. */
  const builtDirectory = (stack: TerraformStack, outdir: string) => {
    stack.prepareStack();
    return resolve(
      realpathSync(join(outdir, "stacks/shop")),
      imageOf(stack.toTerraform() as Json)["build"].context as string,
    );
  };

  test.each([
    ["the default", "cdktf.out"],
    ["deep in the project", "build/a/b"],
    ["beside the project", "../dist"],
    ["above the project", "../../dist"],
    ["absolute", join(root, "other/x/y/z")],
    ["a parent of the project", root],
    ["a symbolic link", "linked"],
  ])("is the directory, if the output folder is %s", (_, outdir) => {
    expect(builtDirectory(stackIn(outdir, "api"), outdir)).toBe(join(project, "api"));
    expect(builtDirectory(stackIn(outdir, join(project, "api")), outdir)).toBe(join(project, "api"));
    expect(builtDirectory(stackIn(outdir, "../shared"), outdir)).toBe(join(root, "deep/shared"));
  });

  test.each(["cdktf.out", "../dist", "linked"])("is the same in tests, if the output folder is %s", (outdir) => {
    expect(imageOf(synth(stackIn(outdir, "api")))["build"].context).toBe("../../../api");
    expect(imageOf(synth(stackIn(outdir, "../shared")))["build"].context).toBe("../../../../shared");
  });
});
