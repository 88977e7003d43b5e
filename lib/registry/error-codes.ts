/** The codes of registry errors, each with its meaning. Codes are stable, the wording of messages is not. */
export const REGISTRY_ERROR_CODES = {
  // The reference
  "invalid-reference": "The text is not an image reference.",
  "unsupported-digest": "The digest of the reference is not a sha256 digest.",
  // The registry credentials on this machine
  "docker-config-unreadable":
    "A file with registry credentials, such as Docker's config.json, exists and cannot be read.",
  "docker-config-invalid":
    "A file or a variable with registry credentials does not have the format of Docker's config.json.",
  "credential-helper-missing":
    "Docker's config.json, or a similar file, names a credential helper that is not on PATH.",
  "credential-helper-timeout": "A credential helper did not finish in time.",
  "credential-helper-failed": "A credential helper exited with an error.",
  "credential-helper-invalid-output": "A credential helper wrote output that does not have the required format.",
  // The connection
  "proxy-url-invalid": "HTTPS_PROXY or HTTP_PROXY is not a valid URL.",
  "proxy-login-required": "The proxy requires a login.",
  "proxy-refused": "The proxy refused the connection to the registry.",
  unreachable: "No connection to the server is possible.",
  timeout: "The server did not respond in time.",
  "connection-closed": "The server closed the connection before the end of its response.",
  "certificate-not-trusted": "The TLS certificate of the server is not trusted.",
  // The servers that the registry sends its clients to
  "insecure-url": "The registry sends the client to a URL without https.",
  "credentials-in-url": "The registry sends the client to a URL that contains credentials.",
  "private-address": "The registry sends the client to a private address.",
  "redirect-invalid": "A server redirects to a URL that is not valid or not https.",
  "redirect-limit": "A server redirects too many times.",
  "redirect-with-credentials": "A token server redirects a request that contains credentials.",
  "token-server-not-allowed": "A Scaleway registry requests its credentials on a host that is not Scaleway's.",
  "token-url-invalid": "The URL of the token server is missing or not valid.",
  // The responses
  "token-missing": "The token server responded without a valid token.",
  "token-denied": "The token server rejected the request for a token.",
  "password-required": "The registry requires a password, and only an identity token is available.",
  "access-denied": "The registry rejected the credentials, or a request without credentials.",
  "image-not-found": "The registry does not contain the image or the tag.",
  "rate-limited": "The server rejected the request because of too many requests.",
  "server-error": "The server failed with a 5xx status.",
  "unexpected-status": "The server responded with a status that has no meaning here.",
  "response-too-large": "The response has more bytes than are read.",
  // The image
  "invalid-json": "A manifest or a config is not JSON.",
  "not-an-image": "A manifest or a config is not that of a container image.",
  "unsupported-schema": "The manifest uses schema 1, which is no longer supported.",
  "nested-index": "An index contains more levels of indexes than are read.",
  "platform-missing": "The image is not built for the platform that Scaleway runs.",
  "image-too-large": "The manifest declares more bytes than any registry accepts.",
  "digest-mismatch": "The content does not have the expected digest.",
} as const satisfies Record<string, string>;

/** The stable code of a registry error. */
export type RegistryErrorCode = keyof typeof REGISTRY_ERROR_CODES;
