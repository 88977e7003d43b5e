// One implementation at one size, in a process of its own: node bench/case.mjs library|stock COUNT
import { Bench } from "tinybench";
import { prepare, temporaryFolder } from "./apps.mjs";

const [implementation, count] = process.argv.slice(2);
const synth = await prepare(implementation, Number(count));
const iterations = Math.max(2, 1000 / count);
let folder;
let peak;

const bench = new Bench({ iterations, time: 0, warmupIterations: iterations / 2, warmupTime: 0, throws: true });
bench.add(implementation, () => synth(folder.path), {
  async: false,
  beforeEach: () => {
    folder = temporaryFolder();
  },
  afterEach: () => {
    folder.remove();
    // After the first run: CDKTF keeps every token of a process, so that later runs would count the earlier ones too.
    peak ??= process.resourceUsage().maxRSS;
  },
});
bench.runSync();
console.log(JSON.stringify({ milliseconds: bench.tasks[0].result.latency.p50, megabytes: peak / 1024 }));
