import { shellWord } from "./text";

/** The program in TERRAFORM_BINARY_NAME, which CDKTF runs too; undefined if the variable is not set. */
export function configuredProgram(): string | undefined {
  const { TERRAFORM_BINARY_NAME: name = "" } = process.env;
  return name === "" ? undefined : name;
}

/** The command that runs Terraform or OpenTofu, for messages. */
export function terraformCommand(): string {
  return shellWord(configuredProgram() ?? "terraform");
}

/** The command that runs Terraform or OpenTofu in a directory, for messages and reports. */
export function commandIn(folder: string, program?: string): string {
  const command = program === undefined ? terraformCommand() : shellWord(program);
  return folder === "." ? command : `${command} -chdir=${shellWord(folder)}`;
}
