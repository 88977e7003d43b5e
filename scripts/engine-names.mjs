/** Files that are the same in the packages of both engines: binary files, and text about the repository or about both engines. */
export const SAME_FOR_BOTH_ENGINES =
  /\.png$|^LICENSE$|^(?:CONTRIBUTING|SECURITY)\.md$|^docs\/(?:cdktn|architecture)\.md$|^templates\/|^dist\/init\/engine\./;
