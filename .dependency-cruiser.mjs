import { FLOORS } from "./scripts/floors.mjs";
const pattern = (f) => (f.endsWith("*.ts") ? "^lib/[^/]+\\.ts$" : `^${f}/`);
const rules = FLOORS.map(([f], i) => ({
  name: `below-${f}`,
  severity: "error",
  from: { path: pattern(f) },
  to: { path: FLOORS.slice(0, i).map(([x]) => pattern(x)) },
})).slice(1);
const RF = [
  "^lib/review/[^/]+\\.ts$",
  "^lib/review/report/",
  "^lib/review/rules/",
  "^lib/review/analysis/",
  "^lib/review/plan/",
];
const rr = RF.map((f, i) => ({
  name: `review-${i}`,
  severity: "error",
  from: { path: f },
  to: { path: RF.slice(0, i) },
})).slice(1);
export default {
  forbidden: [...rules, ...rr, { name: "no-circular", severity: "error", from: {}, to: { circular: true } }],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^packages/provider-scaleway/(lib|stock)", "^node_modules"] },
  },
};
