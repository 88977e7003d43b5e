import type { InfoId, WarningId } from "./warnings";

/** How to fix each warning in general. */
export const WARNING_FIXES: Readonly<Record<WarningId, string>> = {
  "deploy-false": "Remove the field.",
  "digest-without-tag": "Add the tag before the digest: `name:tag@sha256:…`.",
  "failure-threshold": "Set 3 or more.",
  "image-not-locked": "Run `npx scw-containers lock` with the same manifests.",
  "import-into-new-namespace": "Import the namespace too, see [adopting](adopting.md).",
  "local-storage-limit": "Use at most 24000 MB.",
  "mnq-region": "Use a queue or an account in `fr-par` or `nl-ams`.",
  "multi-line-secret": "Use `SecretValue.base64(secret)`, and decode it in the program.",
  "mutable-tag": "Run `npx scw-containers lock`, see [images](images.md).",
  "non-http-port": "Serve HTTP on the port, or run the service elsewhere.",
  "other-local-state": "Move the state file, or use a [backend](object-storage-backend.md).",
  "plain-text-secret": "Use `SecretValue.variable` outside of tests.",
  "private-network-region": "Use a private network in the region of the container.",
  "project-of-environment": "Run `unset SCW_DEFAULT_PROJECT_ID`, or give both the same project.",
  "raised-limit": "Make sure that Scaleway accepts the value, and acknowledge the warning.",
  "reserved-prefix": "Use another name for the variable.",
  "secret-build-argument": "Pass the secret in `secretEnvironmentVariables`, and replace it if the image was pushed.",
  "secret-looking-variable": "Use a `SecretValue`. If the value is not a secret, acknowledge the warning.",
  "several-thresholds": "Keep one threshold.",
  "token-expires-soon": "Set a later `expiresAt`, and give the new token to the callers.",
  "token-of-public-container": 'Set `privacy: "private"`, or remove the token.',
  "token-without-expiry": "Set `expiresAt`.",
  "undeclared-resource": "Add the document of the resource, or declare it in `externalResources`.",
  "variable-without-value": "Run `export TF_VAR_name=…` before `cdktf deploy`.",
  "visibility-below-timeout": "Raise `visibilityTimeoutSeconds`, or lower `timeoutSeconds`.",
  "visibility-timeout-zero": "Set 1.",
};

/** What to do about each info in general. */
export const INFO_FIXES: Readonly<Record<InfoId, string>> = {
  "always-on-cost": "Set `minScale: 0` if a cold start is acceptable.",
  "ignored-fields": "Nothing. The fields can stay for OpenMCF.",
  "limit-not-raised": "Remove the raised limit.",
  "many-namespaces":
    "Share a [`ContainerNamespace`](container-namespace.md) between containers, or request a higher quota.",
  "unused-acknowledgement": "Remove the acknowledgement.",
  "secrets-over-plain-http": 'Set `httpOption: "redirected"`.',
};
