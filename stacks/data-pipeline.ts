import type { Construct } from "constructs";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { addServiceOutputs } from "./service-outputs";

/** A private batch job that runs on schedules. */
export class DataPipeline extends ScalewayStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { region: "pl-waw" });

    const pipeline = new ServerlessContainer(this, "data-pipeline", {
      image: ContainerImage.fromParts({
        registryEndpoint: "docker.io/mycompany",
        name: "data-pipeline",
        tag: "v2.1.0",
      }),
      privacy: "private",
      port: 8080,
      memoryLimitMb: 4096,
      cpuLimit: 1120,
      minScale: 0,
      maxScale: 5,
      timeoutSeconds: 600,
      localStorageLimitMb: 1024,
      command: ["python", "-m", "pipeline.main"],
      args: ["--workers", "4"],
      registrySha256: "sha256:abcdef1234567890",
      environmentVariables: { PIPELINE_MODE: "batch" },
      secretEnvironmentVariables: {
        S3_ACCESS_KEY: SecretValue.variable("s3_access_key"),
        S3_SECRET_KEY: SecretValue.variable("s3_secret_key"),
      },
    });
    pipeline.addSchedule("hourly-sync", {
      schedule: "0 * * * *",
      args: '{"task": "sync", "source": "s3://input-bucket"}',
    });
    pipeline.addSchedule("nightly-report", {
      schedule: "0 2 * * *",
      args: '{"task": "report", "format": "pdf", "recipients": ["team@example.com"]}',
    });

    addServiceOutputs(this, pipeline);
  }
}
