/** Whether the host of a URL is this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Whether a secret can be sent to a URL: the connection is encrypted, or stays on this machine. */
export function isSecure(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

/** Whether a URL has no credentials, query and fragment. */
export function isPlainUrl({ username, password, search, hash }: URL): boolean {
  return username === "" && password === "" && search === "" && hash === "";
}
