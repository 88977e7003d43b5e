// The secrets that containers of the examples get: URLs that Terraform composes from variables and from answers of the API.
import { expectEqual } from "../requests.mjs";

const UUID = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";

const EXPECTED = {
  bucket: { AWS_SECRET_ACCESS_KEY: UUID },
  database: {
    DATABASE_URL: "postgresql://order_api:value-of-database_password@172\\.16\\.4\\.2:5432/orders\\?sslmode=require",
  },
  job: { DATABASE_URL: "value-of-database_url" },
  mail: { SMTP_PASSWORD: UUID },
  redis: { REDIS_URL: "rediss://shop:value-of-redis_password@172\\.16\\.4\\.2:6379/0" },
  "serverless-sql": {
    DATABASE_URL: `postgresql://${UUID}:${UUID}@${UUID}\\.pg\\.sdb\\.fr-par\\.scw\\.cloud:5432/orders\\?sslmode=require`,
  },
};

/** Fails if the container of an applied example does not have the expected secrets. The state has only their hashes. */
export async function expectSecrets(example, scaleway) {
  const { records } = await scaleway.control("GET", "snapshot");
  const [{ secrets }] = Object.values(records["container.containers"]);
  for (const [name, pattern] of Object.entries(EXPECTED[example] ?? {})) {
    expectEqual(`whether ${name} is as expected`, new RegExp(`^${pattern}$`).test(secrets[name]?.value), true);
  }
}
