import { execFile } from "node:child_process";
import { z } from "zod";
import type { Credentials } from "./auth-config";
import type { RegistryErrorCode } from "./error-codes";
import { LIMITS } from "./limits";
import { RegistryError } from "./registry-error";

/** The user name with which credential helpers mark an identity token. */
const IDENTITY = "<token>";
/** The output of Docker's own helpers, and of the helper of macOS. */
const NOT_FOUND = /credentials not found in native keychain|could not be found in the keychain/;

const text = z.string().default("");
const helperOutput = z.object({ Username: text, Secret: text });

/**
 * Speaks the protocol of Docker's credential helpers: the registry on stdin, JSON on stdout. Undefined if the helper has nothing.
 * @param server the registry as helpers know it, such as `ghcr.io`
 * @param source the file or the variable that names the helper
 * @throws RegistryError if the helper is missing, fails or writes unexpected output
 */
export async function runHelper(
  program: string,
  server: string,
  source: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  const { failure, output } = await execHelper(program, server, environment);
  if (NOT_FOUND.test(output)) return undefined;
  // The message never repeats the output: it may contain a secret even after a failure.
  const error = (code: RegistryErrorCode, problem: string) => {
    const remedy =
      code === "credential-helper-missing"
        ? `Install it, or remove it from ${source}`
        : `Run echo ${server} | ${program} get to see its output`;
    return new RegistryError(code, `${program} ${problem}. ${remedy}.`);
  };
  if (failure !== undefined) throw error(...failure);
  if (output.trim() === "") return undefined;
  const { success, data: credentials } = helperOutput.safeParse(parseOutput(output));
  const { Username: username = "", Secret: secret = "" } = credentials ?? {};
  if (!success || (username === "" && secret !== ""))
    throw error("credential-helper-invalid-output", "did not write a JSON object with Username and Secret");
  if (username === "") return undefined;
  return username === IDENTITY
    ? { identityToken: secret, source: program }
    : { username, password: secret, source: program };
}

function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

interface HelperResult {
  readonly failure?: readonly [code: RegistryErrorCode, problem: string];
  readonly output: string;
}

function execHelper(program: string, server: string, env: NodeJS.ProcessEnv): Promise<HelperResult> {
  return new Promise((resolve) => {
    const options = { env, timeout: LIMITS.helperMs, maxBuffer: LIMITS.helperBytes, killSignal: "SIGKILL" } as const;
    const child = execFile(program, ["get"], options, (error, stdout, stderr) => {
      // Docker's own helpers write their errors to stdout.
      const output = error === null ? stdout : stdout + stderr;
      if (error === null) resolve({ output });
      else if (error.code === "ENOENT") resolve({ failure: ["credential-helper-missing", "is not on PATH"], output });
      else if (error.killed === true)
        resolve({ failure: ["credential-helper-timeout", "did not finish in time"], output });
      else resolve({ failure: ["credential-helper-failed", `failed (${error.code ?? error.signal})`], output });
    });
    // A helper may exit before it reads stdin.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(server);
  });
}
