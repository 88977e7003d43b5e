const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\da-z]+(?:\.[\da-z]+)*))?$/i;

export function isVersion(text) {
  return VERSION.test(text);
}

export function isPreRelease(version) {
  return version.includes("-");
}

/** Whether a version comes after another one. A pre-release comes before its release. */
export function isAfter(version, other) {
  const [a, b] = [version, other].map((each) => VERSION.exec(each).slice(1));
  for (const index of [0, 1, 2]) if (a[index] !== b[index]) return Number(a[index]) > Number(b[index]);
  if (a[3] === undefined || b[3] === undefined) return a[3] === undefined && b[3] !== undefined;
  return a[3].localeCompare(b[3], "en", { numeric: true }) > 0;
}
