// A certificate for Object Storage's hosts, for this run only. Terraform's provider always calls them by HTTPS.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const NAMES = ["fr-par", "nl-ams", "pl-waw"].flatMap((region) => [
  `s3.${region}.scw.cloud`,
  `*.s3.${region}.scw.cloud`,
]);

/** Writes a certificate to a folder. */
export function createCertificate(folder) {
  const [keyFile, file] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  const names = ["-subj", "/CN=s3", "-addext", `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join()}`];
  execFileSync("openssl", ["req", "-x509", "-days", "1", ...key, ...names, "-out", file], { stdio: "pipe" });
  return { file, key: readFileSync(keyFile), cert: readFileSync(file) };
}
