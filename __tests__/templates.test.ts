import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformVariable, Token, type IResolvable } from "cdktf";
import fc from "fast-check";
import { SecretValue, ServerlessContainer } from "../lib";
import { anyCharacter } from "./helpers/any-character";
import { minimal, newStack, only, synth, type Json } from "./helpers/synth";

const HOSTILE = [
  "${HOME}",
  "$${x}",
  "$$${x}",
  "$$$${x}$",
  "%{ if true }yes%{ endif }",
  "%%{x}",
  "%$%{x}${",
  "a ${ b",
  "{}{{",
  "$",
  "US$$$",
  "%",
  "%%",
  '${"$"}',
  "$ {x} $\n{x}",
  'quo"te \\" \\\\ back\\slash',
  "new\nline\r\n\ttab\b\f\u0007\u001f\u007f",
  "é ü 漢字 👍 \u2028\u2029 \ufeff",
  "#{x} &{x} <tag> & 'single' `tick`",
  '"',
  "\\",
];

/** Everywhere that text goes: as a value, a key, a list item, a header, a body, and inside of Terraform functions. */
function written(text: string) {
  const stack = newStack();
  const token = new TerraformVariable(stack, "token", { type: "string" }).stringValue;
  const map = Token.asStringMap(new TerraformVariable(stack, "map", { type: "map(string)" }).value as IResolvable);
  const api = new ServerlessContainer(stack, "api", {
    ...minimal,
    args: [text],
    environmentVariables: { VALUE: text, [`K${text}`]: "key", JOINED: `${text}${token}` },
    secretEnvironmentVariables: {
      LITERAL: SecretValue.unsafePlainText(`s${text}`),
      JOINED_SECRET: SecretValue.reference(`${text}${token}`),
    },
  });
  const cron = api.addSchedule("plain", {
    schedule: "0 2 * * *",
    args: { [text]: [text, 1, true, null] },
    headers: { A: text, B: SecretValue.unsafePlainText(`s${text}`) },
  });
  const encoded = api.addSchedule("encoded", {
    schedule: "0 2 * * *",
    args: { token, joined: `${text}${token}`, [text]: [text, 1.5, false, null, { deep: text }] },
  });
  const merged = new ServerlessContainer(stack, "merged", { ...minimal, environmentVariables: map });
  merged.addEnvironmentVariable("ADDED", text);
  const { resource } = synth(stack) as { resource: Record<string, Record<string, Json>> };
  const find = (type: string, path: string): Json =>
    Object.values(resource[type] ?? {}).find(({ name }) => name === path) ?? {};
  return {
    container: find("scaleway_container", "api"),
    plain: find("scaleway_container_trigger", cron.name)["cron"] as Json,
    encoded: find("scaleway_container_trigger", encoded.name)["cron"] as Json,
    merged: find("scaleway_container", "merged")["environment_variables"] as string,
  };
}

const unescape = (text: string): string => text.replace(/([$%])\1\{/g, "$1{");

test("any text is written so that Terraform's unescaping gives it back", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: anyCharacter.filter((character) => character !== "\0"), maxLength: 40 }),
        fc
          .array(fc.constantFrom("$", "%", "{", "}", '"', "\\", "\n", "a"), { maxLength: 12 })
          .map((all) => all.join("")),
        fc.constantFrom(...HOSTILE),
      ),
      (text) => {
        const stack = newStack();
        new ServerlessContainer(stack, "api", { ...minimal, args: [text], environmentVariables: { A: text } });
        const container = only(synth(stack), "scaleway_container");
        expect(unescape(container["args"][0] as string)).toBe(text);
        expect(unescape(container["environment_variables"].A as string)).toBe(text);
      },
    ),
  );
});

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;

// Needs Terraform, but no provider and no network.
(hasTerraform ? test : test.skip)("Terraform itself reads every text as it was given, where it is installed", () => {
  const folder = mkdtempSync(join(tmpdir(), "templates-"));
  try {
    const output: Record<string, unknown> = {};
    for (const [index, text] of HOSTILE.entries()) {
      const { container, plain, encoded, merged } = written(text);
      const { args, environment_variables, secret_environment_variables } = container;
      output[`o${index}`] = {
        sensitive: true,
        value: { args, environment_variables, secret_environment_variables, plain, encoded, merged },
      };
    }
    const variable = { token: { default: "T" }, map: { type: "map(string)", default: { GIVEN: "1" } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ variable, output }));
    const env = { PATH: process.env["PATH"], HOME: folder, CHECKPOINT_DISABLE: "1" };
    const terraform = (...args: string[]) => execFileSync("terraform", args, { cwd: folder, env, encoding: "utf8" });
    terraform("apply", "-auto-approve", "-input=false");
    const values = JSON.parse(terraform("output", "-json")) as Record<string, { value: Json }>;
    for (const [index, text] of HOSTILE.entries()) {
      const { plain, encoded, ...value } = values[`o${index}`]!.value as Record<string, Json>;
      expect(value).toEqual({
        args: [text],
        environment_variables: { VALUE: text, [`K${text}`]: "key", JOINED: `${text}T` },
        secret_environment_variables: { LITERAL: `s${text}`, JOINED_SECRET: `${text}T` },
        merged: { GIVEN: "1", ADDED: text },
      });
      expect(plain!["headers"]).toEqual({ A: text, B: `s${text}` });
      expect(JSON.parse(plain!["body"] as string)).toEqual({ [text]: [text, 1, true, null] });
      expect(JSON.parse(encoded!["body"] as string)).toEqual({
        token: "T",
        joined: `${text}T`,
        [text]: [text, 1.5, false, null, { deep: text }],
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
