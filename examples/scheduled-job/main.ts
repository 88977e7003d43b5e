import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";

const app = new App();
const stack = new ScalewayStack(app, "reports", { region: "pl-waw" });

// #region schedules
const job = new ServerlessContainer(stack, "report-job", {
  image: ContainerImage.fromRegistry("rg.pl-waw.scw.cloud/my-registry/report-job:v3"),
  privacy: "private",
  timeoutSeconds: 900,
});

const monday = job.addSchedule("monday-mail", {
  schedule: "30 7 * * MON",
  timezone: "Europe/Warsaw",
  path: "/mail",
  args: { task: "mail", recipients: ["team@example.com"] },
  headers: { "X-Source": "schedule", Authorization: SecretValue.variable("mail_token") },
});
job.addSchedule("cleanup", { schedule: "*/15 * * * *", path: "/cleanup", method: "delete" });
job.addSchedule("heartbeat", {
  schedule: "0 * * * *",
  path: "/events",
  body: '<event type="heartbeat"/>',
  headers: { "Content-Type": "application/xml" },
  tags: ["team=reports"],
});
// #endregion

// #region next-runs
const [next] = monday.nextRuns(1, new Date("2026-06-01T00:00:00Z")); // 2026-06-01T05:30:00.000Z
// #endregion
if (next?.toISOString() !== "2026-06-01T05:30:00.000Z") throw new Error(`The next run is at ${String(next)}`);

app.synth();
