// npm run lint: imports go down the floors only, and never in a circle. Type imports count.
import { FLOORS } from "./scripts/floors.mjs";

const pattern = ({ path }) => (path.endsWith("/*.ts") ? `^${path.slice(0, -"*.ts".length)}[^/]+\\.ts$` : `^${path}/`);

const upward = FLOORS.map((floor, index) => ({
  name: `${floor.path} imports from a floor above`,
  severity: "error",
  from: { path: pattern(floor) },
  to: { path: FLOORS.slice(0, index).map(pattern) },
})).slice(1);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...upward,
    { name: "circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "lib imports from outside",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(scripts|stacks|examples|templates|bench|__tests__)/" },
    },
    {
      name: "the local Scaleway uses more of lib than its facts and the registry credentials",
      severity: "error",
      from: { path: "^packages/local-scaleway/src/" },
      to: { path: "^lib/", pathNot: "^lib/(facts/|registry/credentials\\.ts$|base/image-reference\\.ts$)" },
    },
    {
      name: "the local Scaleway uses CDKTF",
      severity: "error",
      from: { path: "^packages/local-scaleway/src/" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/", reachable: true },
    },
    {
      name: "registry and facts use CDKTF",
      severity: "error",
      from: { path: "^lib/(registry|facts)/" },
      to: { path: "node_modules/(cdktf|constructs|@cdktf)/" },
    },
    {
      name: "only constructs, images, secrets and manifests use the bindings",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(constructs|images|secrets|manifest)/" },
      to: { path: "^packages/provider-scaleway/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: ["node_modules", "^packages/provider-scaleway/lib"] },
  },
};
